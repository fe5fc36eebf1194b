"""The errors of torch.autocast in bf16 on the net of simclr.ts: its loss and gradient beside those in float32, relative.

Standard input: {"channels", "embedding", "size", "weights", "batches"} as JSON, images of a batch [2N, size, size, C] in 0..255.
Standard output: [[error of the loss, error of the gradient], …] of the batches.
"""

import json
import sys

import torch
from torch.nn import functional as F


def unflatten(flat, channels, embedding):
    shapes = [s for i, o in zip(channels, channels[1:]) for s in ([3, 3, i, o], [o], [o])] + [[channels[-1], embedding]]
    parts = flat.split([torch.Size(shape).numel() for shape in shapes])
    return [part.reshape(shape) for part, shape in zip(parts, shapes)]


def encode(x, weights):
    *blocks, dense = weights
    for kernel, scale, offset in zip(blocks[::3], blocks[1::3], blocks[2::3]):
        # TensorFlow's `same` of even sides: the odd pixel lies below and to the right.
        x = F.conv2d(F.pad(x, (0, 1, 0, 1)), kernel.permute(3, 2, 0, 1), stride=2)
        x = F.relu(F.batch_norm(x, None, None, scale, offset, training=True, eps=1e-5))
    return x.mean((2, 3)) @ dense


def loss_and_gradient(given, images, autocast):
    flat = torch.tensor(given["weights"], requires_grad=True)
    weights = unflatten(flat, given["channels"], given["embedding"])
    with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
        h = encode(images, weights)
    a, b = F.normalize(h.float()).chunk(2)
    logits = a @ b.t() / 0.1
    own = torch.arange(len(a))
    loss = (F.cross_entropy(logits, own) + F.cross_entropy(logits.t(), own)) / 2
    return loss.detach(), torch.autograd.grad(loss, flat)[0]


def error(rounded, exact):
    return ((rounded - exact).norm() / exact.norm()).item()


given = json.load(sys.stdin)
size, channels = given["size"], given["channels"]
errors = []
for batch in given["batches"]:
    images = torch.tensor(batch, dtype=torch.float32).reshape(-1, size, size, channels[0]).permute(0, 3, 1, 2) / 255
    exact, rounded = (loss_and_gradient(given, images, autocast) for autocast in (False, True))
    errors.append([error(r, e) for r, e in zip(rounded, exact)])
print(json.dumps(errors))
