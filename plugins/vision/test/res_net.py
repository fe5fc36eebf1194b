"""torchvision's ResNets on weights that both sides can make: prints test/res-net.json.

python3 test/res_net.py > test/res-net.json (torch, torchvision, numpy)
"""

import json

import numpy as np
import torch
import torchvision
from numbers_by_name import fill, numbers


def case(depth, stem, size, training):
    model = getattr(torchvision.models, f"resnet{depth}")(num_classes=5)
    if stem == "small":
        model.conv1 = torch.nn.Conv2d(3, 64, 3, 1, 1, bias=False)
        model.maxpool = torch.nn.Identity()
    state = model.state_dict()
    for name in state:
        if not name.endswith("num_batches_tracked"):
            state[name] = torch.tensor(fill(name, tuple(state[name].shape)), dtype=torch.float32)
    model.load_state_dict(state, strict=True)
    model.train(training)
    shape = (2, 3, size, size)
    x = torch.tensor(numbers("input", int(np.prod(shape))).reshape(shape), dtype=torch.float32)
    with torch.no_grad():
        output = model(x)
    moved = ["bn1.running_var", "layer4.1.bn2.running_mean"] if training else []
    digits = lambda t: [float(f"{v:.7g}") for v in t.flatten()[:10].tolist()]
    return {
        "call": f"ResNet({depth}, stem: .{stem}, dim: 5)",
        "size": size,
        "training": training,
        "output": digits(output),
        "next": {name: digits(model.state_dict()[name]) for name in moved},
        "tensors": sum(not n.endswith("num_batches_tracked") for n in state),
    }


print(json.dumps([
    case(18, "imagenet", 33, False),
    case(18, "imagenet", 36, True),
    case(18, "small", 9, False),
    case(50, "imagenet", 33, False),
]))
