"""infomin's models as one would write them in PyTorch, started with infomin's weights."""

import math

import torch
from torch import nn
from torch.nn import functional as F


def conv(weights, layer, stride):
    kernel = weights[f"{layer}.weight"].permute(3, 2, 0, 1).contiguous()
    out, inputs, size, _ = kernel.shape
    module = nn.Conv2d(inputs, out, size, stride, padding=size // 2, bias=f"{layer}.bias" in weights)
    with torch.no_grad():
        module.weight.copy_(kernel)
        if module.bias is not None:
            module.bias.copy_(weights[f"{layer}.bias"])
    return module


def norm(weights, layer, kind=nn.BatchNorm2d):
    module = kind(weights[f"{layer}.scale"].numel())
    with torch.no_grad():
        module.weight.copy_(weights[f"{layer}.scale"])
        module.bias.copy_(weights[f"{layer}.shift"])
        module.running_mean.copy_(weights[f"{layer}.mean"])
        module.running_var.copy_(weights[f"{layer}.variance"])
    return module


def linear(weights, layer):
    weight = weights[f"{layer}.weight"].t().contiguous()
    module = nn.Linear(weight.shape[1], weight.shape[0], bias=f"{layer}.bias" in weights)
    with torch.no_grad():
        module.weight.copy_(weight)
        if module.bias is not None:
            module.bias.copy_(weights[f"{layer}.bias"])
    return module


class MeanPool(nn.Module):
    def forward(self, x):
        return x.mean((2, 3))


def conv_net(weights):
    """ConvNet: 3×3 convolutions of stride 2, batch normalisation, ReLU; mean over places; a linear layer."""
    layers = []
    index = 1
    while f"conv{index}.weight" in weights:
        layers += [conv(weights, f"conv{index}", 2), norm(weights, f"norm{index}"), nn.ReLU(inplace=True)]
        index += 1
    layers.append(MeanPool())
    if "linear.weight" in weights:
        layers.append(linear(weights, "linear"))
    return nn.Sequential(*layers)


class FrameEncoder(nn.Module):
    """One ConvNet for all frames of a clip, features joined in their order, a linear layer."""

    def __init__(self, weights):
        super().__init__()
        self.frame = conv_net({n.removeprefix("frame."): w for n, w in weights.items() if n.startswith("frame.")})
        self.linear = linear(weights, "linear")

    def forward(self, frames, rows):
        return self.linear(self.frame(frames).reshape(rows, -1))


def alex_net(weights):
    """AlexNet: five 3×3 convolutions, max-pools of 3 and stride 2 after the first, second and fifth, three linear layers."""
    layers = []
    for index in range(1, 6):
        layers += [conv(weights, f"conv{index}", 1), norm(weights, f"conv{index}.norm"), nn.ReLU(inplace=True)]
        if index in (1, 2, 5):
            layers.append(nn.MaxPool2d(3, 2, padding=1))
    layers.append(nn.Flatten())
    channels = weights["conv5.weight"].shape[3]
    kernel = weights["fc6.weight"]
    side = math.isqrt(kernel.shape[0] // channels)
    # From the order [height, width, channels].
    kernel = kernel.reshape(side, side, channels, -1).permute(2, 0, 1, 3).reshape(kernel.shape)
    for layer, own in (("fc6", {**weights, "fc6.weight": kernel}), ("fc7", weights)):
        layers += [linear(own, layer), norm(weights, f"{layer}.norm", nn.BatchNorm1d), nn.ReLU(inplace=True)]
    return nn.Sequential(*layers, linear(weights, "linear"))


class Flow(nn.Module):
    """RealNVP over the channels of each pixel; block i changes channel i by what the other two say."""

    def __init__(self, weights, blocks, bound):
        super().__init__()
        self.bound = bound
        self.hidden = nn.ModuleList()
        self.output = nn.ModuleList()
        for block in range(1, blocks + 1):
            hidden = pixelwise(weights[f"block{block}.hidden.weight"], weights[f"block{block}.hidden.bias"])
            parts = [(weights[f"block{block}.{p}.weight"], weights[f"block{block}.{p}.bias"]) for p in ("shift", "scale")]
            self.hidden.append(hidden)
            self.output.append(pixelwise(*(torch.cat(tensors, -1) for tensors in zip(*parts))))

    def forward(self, x):
        channels = list(x.split(1, 1))
        for block, (hidden, output) in enumerate(zip(self.hidden, self.output)):
            changed = block % len(channels)
            others = torch.cat(channels[:changed] + channels[changed + 1 :], 1)
            shift, scale = output(F.relu(hidden(others), inplace=True)).split(1, 1)
            channels[changed] = channels[changed] * torch.exp(torch.tanh(scale / self.bound) * self.bound) + shift
        return torch.cat(channels, 1)


def res_net(weights, depth, small):
    """torchvision's ResNet without its classifier; `small`: for small images, as in SimCLR."""
    import torchvision

    net = getattr(torchvision.models, "resnet%d" % depth)()
    if small:
        net.conv1 = nn.Conv2d(3, 64, 3, 1, 1, bias=False)
        net.maxpool = nn.Identity()
    net.fc = nn.Identity()
    own = net.state_dict()
    with torch.no_grad():
        for name, value in weights.items():
            # infomin's filters are [KH, KW, C, O].
            own[name].copy_(value.permute(3, 2, 0, 1) if value.dim() == 4 else value)
    return net


def flow_sizes(plan):
    """What Flow's constructor was given, from the plan's model."""
    return {name: plan["call"]["args"][name] for name in ("blocks", "bound")}


def pixelwise(weight, bias):
    """A 1×1 convolution from a matrix `[in, out]`."""
    module = nn.Conv2d(*weight.shape, 1)
    with torch.no_grad():
        module.weight.copy_(weight.t()[:, :, None, None])
        module.bias.copy_(bias)
    return module


def mlp(weights):
    layers = []
    index = 1
    while f"hidden{index}.weight" in weights:
        layers += [linear(weights, f"hidden{index}"), nn.ReLU(inplace=True)]
        index += 1
    return nn.Sequential(*layers, linear(weights, "linear"))


def images(uint8):
    """`[N, H, W, C]`, 0..255, as `[N, C, H, W]` in [0, 1] (in memory still channels last)."""
    return uint8.permute(0, 3, 1, 2).float().div_(255)


def info_nce(a, b, temperature):
    """L_NCE of rows paired by number, cosine similarity as the critic."""
    logits = F.normalize(a) @ F.normalize(b).t() / temperature
    return F.cross_entropy(logits, torch.arange(len(a), device=a.device))
