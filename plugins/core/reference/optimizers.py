"""What torch's optimizers do on ½ Σ c (w − a)²: python optimizers.py > optimizers.json"""

import json

import torch

START = [1.0, -2.0, 0.5]
CURVATURE = [1.0, 0.2, 3.0]
CENTRE = [-0.5, 1.0, 0.25]
STEPS = 12


def path(make):
    weights = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimizer = make([weights])
    curvature, centre = (torch.tensor(a, dtype=torch.float64) for a in (CURVATURE, CENTRE))
    steps = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        (curvature * (weights - centre) ** 2).sum().div(2).backward()
        optimizer.step()
        steps.append([round(w, 9) for w in weights.tolist()])
    return steps


def clipped(gradients, max_norm):
    parameters = [torch.zeros(len(g), dtype=torch.float64) for g in gradients]
    for parameter, gradient in zip(parameters, gradients):
        parameter.grad = torch.tensor(gradient, dtype=torch.float64)
    torch.nn.utils.clip_grad_norm_(parameters, max_norm)
    return [[round(g, 9) for g in parameter.grad.tolist()] for parameter in parameters]


RULES = [
    ("Sgd", torch.optim.SGD, {"lr": 0.1}),
    ("Sgd", torch.optim.SGD, {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.05}),
    ("Sgd", torch.optim.SGD, {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.05, "nesterov": True}),
    ("Adam", torch.optim.Adam, {"lr": 0.05}),
    ("Adam", torch.optim.Adam, {"lr": 0.05, "betas": (0.8, 0.99), "eps": 1e-3, "weight_decay": 0.1}),
    ("AdamW", torch.optim.AdamW, {"lr": 0.05}),
    ("AdamW", torch.optim.AdamW, {"lr": 0.05, "betas": (0.8, 0.99), "eps": 1e-3, "weight_decay": 0.1}),
]

GRADIENTS = [[3.0, -4.0], [12.0], [0.5, 0.25, 0.0]]

print(
    json.dumps(
        {
            "torch": torch.__version__.split("+")[0],
            "start": START,
            "curvature": CURVATURE,
            "centre": CENTRE,
            "paths": [
                {"optimizer": name, "arguments": arguments, "weights": path(lambda w: rule(w, **arguments))}
                for name, rule, arguments in RULES
            ],
            "clip": [
                {"gradients": GRADIENTS, "max_norm": limit, "clipped": clipped(GRADIENTS, limit)}
                for limit in (1.0, 20.0)
            ],
        },
        indent=1,
    )
)
