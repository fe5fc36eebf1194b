"""Terms by the formulas of their papers in PyTorch, in double precision: prints test/terms.json.

python3 test/terms.py > test/terms.json (torch, numpy)
"""

import json

import numpy as np
import torch
import torch.nn.functional as F

rng = np.random.default_rng(16)
A = np.round(rng.normal(size=(6, 4)), 3)
B = np.round(A + 0.5 * rng.normal(size=(6, 4)), 3)
COLUMN = np.round(1.5 * rng.normal(size=(9, 1)) + 0.3, 3)
LABELS = [0, 1, 0, 2, 1, 0]


def off_diagonal(m):
    return m[~torch.eye(len(m), dtype=torch.bool)]


def vicreg(a, b, sim=25.0, std=25.0, cov=1.0):
    """facebookresearch/vicreg, main_vicreg.py"""

    def hinge(x):
        return F.relu(1 - torch.sqrt(x.var(dim=0) + 1e-4)).mean()

    def repeated(x):
        x = x - x.mean(dim=0)
        return off_diagonal(x.T @ x / (len(x) - 1)).pow(2).sum() / x.shape[1]

    return (
        sim * F.mse_loss(a, b)
        + std * (hinge(a) / 2 + hinge(b) / 2)
        + cov * (repeated(a) + repeated(b))
    )


def barlow_twins(a, b, lam=5e-3):
    """Zbontar et al. 2021, Algorithm 1, with batch norm's epsilon"""
    bn = torch.nn.BatchNorm1d(a.shape[1], affine=False, dtype=torch.float64)
    c = bn(a).T @ bn(b) / len(a)
    return (torch.diagonal(c) - 1).pow(2).sum() + lam * off_diagonal(c).pow(2).sum()


def align_uniform(a, b, alpha=2, t=2, weight=1):
    """ssnl/align_uniform"""
    a, b = F.normalize(a, dim=1), F.normalize(b, dim=1)

    def uniform(x):
        return torch.pdist(x, p=2).pow(2).mul(-t).exp().mean().log()

    return (a - b).norm(p=2, dim=1).pow(alpha).mean() + weight * (uniform(a) + uniform(b)) / 2


def sup_con(a, b, temperature=0.1):
    """Khosla et al. 2020, eq. 2, written out"""
    z = F.normalize(torch.cat([a, b]), dim=1)
    y = LABELS + LABELS
    s = z @ z.T / temperature
    total = 0
    for i in range(len(z)):
        rest = [j for j in range(len(z)) if j != i]
        positives = [j for j in rest if y[j] == y[i]]
        total = total - torch.stack([s[i, p] - torch.logsumexp(s[i, rest], 0) for p in positives]).mean()
    return total / len(z)


def nt_xent(a, b, temperature=0.1):
    """Chen et al. 2020, eq. 1, written out"""
    z = F.normalize(torch.cat([a, b]), dim=1)
    s = z @ z.T / temperature
    n = len(a)
    total = 0
    for i in range(2 * n):
        rest = [j for j in range(2 * n) if j != i]
        total = total - (s[i, (i + n) % (2 * n)] - torch.logsumexp(s[i, rest], 0))
    return total / (2 * n)


def sigreg(x):
    """Balestriero and LeCun 2025, Algorithm 1, for one dimension, where all directions say the same"""
    t = torch.linspace(-5, 5, 17, dtype=torch.float64)
    exp_f = torch.exp(-0.5 * t**2)
    ecf = (1j * x * t).exp().mean(0)
    err = (ecf - exp_f).abs().square().mul(exp_f)
    return torch.trapezoid(err, t) * len(x)


def mse_standardized(a, b):
    bn = torch.nn.BatchNorm1d(b.shape[1], affine=False, dtype=torch.float64)
    return F.mse_loss(a, bn(b))


def case(call, f, *operands):
    loss = f(*[torch.tensor(x, dtype=torch.float64) for x in operands])
    return {"call": call, "operands": [x.tolist() for x in operands], "loss": float(f"{loss.item():.10g}")}


cases = [
    case("VICReg()", vicreg, A, B),
    case("VICReg(invariance: 2, variance: 3, covariance: 4)", lambda a, b: vicreg(a, b, 2, 3, 4), A, B),
    case("BarlowTwins()", barlow_twins, A, B),
    case("BarlowTwins(lambda: 0.5)", lambda a, b: barlow_twins(a, b, 0.5), A, B),
    case("Alignment()", lambda a, b: -F.cosine_similarity(a, b).mean(), A, B),
    case("AlignUniform()", align_uniform, A, B),
    case("AlignUniform(alpha: 1, t: 3, weight: 0.5)", lambda a, b: align_uniform(a, b, 1, 3, 0.5), A, B),
    case("SupCon()", sup_con, A, B),
    case("SupCon(temperature: 0.5)", lambda a, b: sup_con(a, b, 0.5), A, B),
    case("I_NCE(candidates: .both)", nt_xent, A, B),
    case("I_NCE(candidates: .both, temperature: 0.5)", lambda a, b: nt_xent(a, b, 0.5), A, B),
    case("SIGReg(slices: 3)", sigreg, COLUMN),
    case("MSE(standardize: true)", mse_standardized, A, B),
]
print(json.dumps({"labels": LABELS, "cases": cases}))
