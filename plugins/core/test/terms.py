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


def hcl(a, b, prior=0.1, hardness=1.0, temperature=0.5):
    """Robinson et al. 2021 with Chuang et al. 2020's estimate of the negatives, written out"""
    z = F.normalize(torch.cat([a, b]), dim=1)
    e = torch.exp(z @ z.T / temperature)
    n, total = len(a), 0
    for i in range(2 * n):
        positive = e[i, (i + n) % (2 * n)]
        negatives = torch.stack([e[i, j] for j in range(2 * n) if j % n != i % n])
        weights = negatives**hardness / (negatives**hardness).mean()
        debiased = ((weights * negatives).mean() - prior * positive) / (1 - prior)
        g = len(negatives) * max(debiased, torch.tensor(np.exp(-1 / temperature)))
        total = total - torch.log(positive / (positive + g))
    return total / (2 * n)


def dcl(a, b, temperature=0.1):
    """Yeh et al. 2022, written out"""
    z = F.normalize(torch.cat([a, b]), dim=1)
    s = z @ z.T / temperature
    n, total = len(a), 0
    for i in range(2 * n):
        total = total - s[i, (i + n) % (2 * n)]
        total = total + torch.logsumexp(torch.stack([s[i, j] for j in range(2 * n) if j % n != i % n]), 0)
    return total / (2 * n)


def sigreg(x):
    """Balestriero and LeCun 2025, Algorithm 1, for one dimension, where all directions say the same"""
    t = torch.linspace(-5, 5, 17, dtype=torch.float64)
    exp_f = torch.exp(-0.5 * t**2)
    ecf = (1j * x * t).exp().mean(0)
    err = (ecf - exp_f).abs().square().mul(exp_f)
    return torch.trapezoid(err, t) * len(x)


def mse_standardized(a, b):
    bn = torch.nn.BatchNorm1d(b.shape[1], eps=1e-10, affine=False, dtype=torch.float64)
    return F.mse_loss(a, bn(b))


def distill(student, teacher, temperature, target_temperature):
    """Caron et al. 2021, eq. 2"""
    p = F.softmax(teacher / target_temperature, dim=1)
    return -(p * F.log_softmax(student / temperature, dim=1)).sum(1).mean()


def off_mean(m):
    return off_diagonal(m).mean()


def scores(a, b, temperature=None):
    if temperature is None:
        return a @ b.T / a.shape[1] ** 0.5
    return F.normalize(a, dim=1) @ F.normalize(b, dim=1).T / temperature


def nwj(h):
    """Poole et al. 2019, eq. 6"""
    return h.diagonal().mean() - off_mean((h - 1).exp())


def js(h):
    """Hjelm et al. 2019, eq. 4"""
    return -F.softplus(-h.diagonal()).mean() - off_mean(F.softplus(h))


def js_nwj(h):
    """Poole et al. 2019, Section 2.4: the values of the one, the gradients of the other"""
    return js(h) + (nwj(h + 1) - js(h)).detach()


def dv(h):
    return h.diagonal().mean() - off_mean(h.exp()).log()


def mine(h, before=None, momentum=0.99):
    """Belghazi et al. 2018, Section 3.2; the first batch begins the running mean"""
    batch = off_mean(h.exp())
    mean = batch if before is None else momentum * before + (1 - momentum) * batch
    learned = h.diagonal().mean() - batch / mean.detach()
    return learned + (dv(h) - learned).detach()


def smile(h, clip=5.0):
    """Song and Ermon 2020, eq. 11, as ermongroup/smile-mi-estimator: learned by JS"""
    clipped = off_mean(torch.clamp(h, -clip, clip).exp()).log()
    return js(h) + (h.diagonal().mean() - clipped - js(h)).detach()


def gaussian(p):
    d = p.shape[1] // 2
    return torch.distributions.Normal(p[:, :d], torch.exp(p[:, d:] / 2))


def club(p, b):
    """Cheng et al. 2020, eq. 10, over all pairs"""
    n, d = b.shape
    q = gaussian(p[:, None].expand(n, n, 2 * d).reshape(n * n, 2 * d))
    log_q = q.log_prob(b[None].expand(n, n, d).reshape(n * n, d)).sum(1).reshape(n, n)
    return log_q.diagonal().mean() - log_q.mean()


def gaussian_nll(p, b):
    return -gaussian(p).log_prob(b).sum(1).mean()


def estimate(name, args, f, a, b, loss=None, state=None):
    """A case with the value of a term of information, its loss and its slopes"""
    x, y = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (a, b)]
    value = f(x, y)
    value.backward()
    number = lambda v: float(f"{v:.10g}")
    slopes = [[number(v) for v in z.grad.flatten().tolist()] for z in (x, y)]
    lost = value if loss is None else loss(x, y)
    entry = {"name": name, "args": args, "operands": [a.tolist(), b.tolist()], "value": number(value.item())}
    return {**entry, "loss": number(lost.item()), "slopes": slopes, **({} if state is None else {"state": state})}


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
    case("HCL()", hcl, A, B),
    case("HCL(temperature: 0.2, prior: 0.02, hardness: 0.5)", lambda a, b: hcl(a, b, 0.02, 0.5, 0.2), A, B),
    case("HCL(hardness: 0)", lambda a, b: hcl(a, b, 0.1, 0), A, B),
    case("HCL(temperature: 0.1, prior: 0, hardness: 0, decoupled: true)", dcl, A, B),
    case("HCL(temperature: 0.1, prior: 0, hardness: 0)", nt_xent, A, B),
    case("I_NCE(candidates: .both)", nt_xent, A, B),
    case("I_NCE(candidates: .both, temperature: 0.5)", lambda a, b: nt_xent(a, b, 0.5), A, B),
    case("SIGReg(slices: 3)", sigreg, COLUMN),
    case("MSE(standardize: true)", mse_standardized, A, B),
    case("CE()", lambda a, b: distill(a, b, 1, 1), A, B),
    case("CE(temperature: 0.5, targetTemperature: 0.2)", lambda a, b: distill(a, b, 0.5, 0.2), A, B),
]
WIDE = np.round(np.concatenate([0.7 * A[:, :2], 0.5 * rng.normal(size=(6, 2))], axis=1), 3)
NARROW = B[:, :2]
A3, B3 = 3 * A, 3 * B
BEFORE = 2.5


def critic(f, temperature=None):
    return lambda a, b: f(scores(a, b, temperature))


def negative(f, temperature=None):
    return lambda a, b: -f(scores(a, b, temperature))


information = [
    estimate("I_NWJ", {}, critic(nwj), A, B, negative(nwj)),
    estimate("I_NWJ", {"temperature": 0.5}, critic(nwj, 0.5), A, B, negative(nwj, 0.5)),
    estimate("I_JS", {}, critic(js_nwj), A, B, negative(js)),
    estimate("I_JS", {"temperature": 0.5}, critic(js_nwj, 0.5), A, B, negative(js, 0.5)),
    estimate("I_DV", {}, critic(mine), A, B, negative(dv)),
    estimate(
        "I_DV",
        {"momentum": 0.9},
        critic(lambda h: mine(h, BEFORE, 0.9)),
        A,
        B,
        negative(dv),
        {"logMean": float(np.log(BEFORE)), "seen": 1},
    ),
    estimate("I_DV", {"momentum": 0}, critic(dv), A, B, negative(dv)),
    estimate("I_SMILE", {"clip": 1}, critic(lambda h: smile(h, 1.0)), A3, B3, negative(js)),
    estimate("I_SMILE", {}, critic(smile), A3, B3, negative(js)),
    estimate("CLUB", {}, club, WIDE, NARROW),
    estimate("GaussianNLL", {}, gaussian_nll, WIDE, NARROW),
]
print(json.dumps({"labels": LABELS, "cases": cases, "information": information}))
