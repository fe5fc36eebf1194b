"""torchvision's solarize: prints test/solarize.json.

python3 test/solarize.py > test/solarize.json (torch, torchvision)
"""

import json

import torch
from torchvision.transforms.v2 import functional as F

x = torch.tensor([0.0, 0.1, 0.25, 0.4999, 0.5, 0.75, 0.9, 1.0]).reshape(1, 1, -1)
digits = lambda t: [float(f"{v:.7g}") for v in t.flatten().tolist()]
print(json.dumps({
    "input": digits(x),
    "cases": [{"threshold": t, "output": digits(F.solarize(x, t))} for t in (0.0, 0.25, 0.5, 1.0)],
}))
