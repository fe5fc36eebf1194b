"""timm's vision transformers on weights that both sides can make: prints test/vi-t.json.

python3 test/vi_t.py > test/vi-t.json (torch, timm, numpy)
"""

import json

import numpy as np
import torch
from numbers_by_name import fill, numbers
from timm.models.vision_transformer import VisionTransformer


def case(call, width, patch, blocks, dim, size):
    model = VisionTransformer(
        img_size=size,
        patch_size=patch,
        embed_dim=width,
        depth=blocks,
        num_heads=width // 64,
        num_classes=dim,
    )
    state = model.state_dict()
    for name in state:
        state[name] = torch.tensor(fill(name, tuple(state[name].shape)), dtype=torch.float32)
    model.load_state_dict(state, strict=True)
    model.eval()
    shape = (2, 3, *size)
    x = torch.tensor(numbers("input", int(np.prod(shape))).reshape(shape), dtype=torch.float32)
    with torch.no_grad():
        output = model(x)
    digits = [float(f"{v:.7g}") for v in output[:, :10].flatten().tolist()]
    return {"call": call, "size": size, "output": digits, "tensors": len(state)}


print(json.dumps([
    case("ViT(.tiny, patch: 4, blocks: 2, dim: 5)", 192, 4, 2, 5, (8, 12)),
    case("ViT(.small, patch: 8, blocks: 3)", 384, 8, 3, 0, (16, 16)),
]))
