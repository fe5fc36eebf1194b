"""How features lie, by the papers' formulas in NumPy: prints test/geometry.json.

python3 test/geometry.py > test/geometry.json (numpy)
"""

import json

import numpy as np

rng = np.random.default_rng(23)
N, D = 12, 5
X = np.round(rng.normal(size=(N, D)) * np.array([3, 1.5, 1, 0.6, 0.3]) + 0.4, 3)
Y = np.round(X + 0.5 * rng.normal(size=(N, D)), 3)
Z = np.round(X + 0.5 * rng.normal(size=(N, D)), 3)
FEW = np.round(rng.normal(size=(3, D)), 3)


def effective_rank(values):
    p = values / values.sum() + 1e-7
    return np.exp(-np.sum(p * np.log(p)))


def rank_me(x):
    """Garrido et al. 2023, eq. 1 and 2"""
    return effective_rank(np.pad(np.linalg.svd(x, compute_uv=False), (0, max(0, D - len(x)))))


def lidar(views, delta=1e-4):
    """Thilak et al. 2024, Section 3.3; views [q, N, D]"""
    q = len(views)
    means = views.mean(axis=0)
    about = means - means.mean(axis=0)
    between = sum(np.outer(m, m) for m in about) / len(about)
    within = sum(np.outer(v, v) for view in views for v in view - means) / (q * len(means))
    values, vectors = np.linalg.eigh(within + delta * np.eye(D))
    root = vectors @ np.diag(values**-0.5) @ vectors.T
    return effective_rank(np.maximum(np.linalg.eigvalsh(root @ between @ root), 0))


def alpha(x, first=1, last=D):
    """get_powerlaw of MouseLand/stringer-pachitariu-et-al-2018b"""
    ss = np.sort(np.linalg.eigvalsh(np.cov(x.T)))[::-1]
    places = np.arange(first, last + 1)
    y = np.log(np.abs(ss[places - 1]))[:, None]
    a = np.concatenate((-np.log(places)[:, None], np.ones((len(places), 1))), axis=1)
    w = 1.0 / places[:, None]
    return np.linalg.solve(a.T @ (a * w), (w * a).T @ y).flatten()[0]


unit = lambda x: x / np.linalg.norm(x, axis=1, keepdims=True)


def alignment(a, b, power=2):
    return np.mean(np.linalg.norm(unit(a) - unit(b), axis=1) ** power)


def uniformity(x, t=2):
    x = unit(x)
    pairs = [np.exp(-t * np.sum((x[i] - x[j]) ** 2)) for i in range(len(x)) for j in range(i)]
    return np.log(np.mean(pairs))


def case(call, operands, value):
    return {"call": call, "operands": [x.tolist() for x in operands], "value": float(f"{value:.10g}")}


joined = np.concatenate([X, Y, Z], axis=1)
print(json.dumps([
    case("RankMe()", [X], rank_me(X)),
    case("RankMe()", [FEW], rank_me(FEW)),
    case("LiDAR(views: 3)", [joined], lidar(np.stack([X, Y, Z]))),
    case("LiDAR(delta: 0.1)", [joined[:, :10]], lidar(np.stack([X, Y]), 0.1)),
    case("AlphaReQ()", [X], abs(alpha(X) - 1)),
    case("AlphaReQ(first: 2, last: 4)", [X], abs(alpha(X, 2, 4) - 1)),
    case("AlignmentProbe()", [X, Y], alignment(X, Y)),
    case("AlignmentProbe(alpha: 1)", [X, Y], alignment(X, Y, 1)),
    case("UniformityProbe()", [X], uniformity(X)),
    case("UniformityProbe(t: 0.5)", [X], uniformity(X, 0.5)),
]))
