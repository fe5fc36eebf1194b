"""Sliced CCA by NumPy, as generalised singular values of the functions themselves: prints test/sliced-cca.json.

python3 test/sliced_cca.py > test/sliced-cca.json (numpy)
"""

import json

import numpy as np

rng = np.random.default_rng(19)
A = np.round(rng.normal(size=(120, 5)), 4)
B = np.round(np.column_stack([A[:, 0] ** 2 + 0.4 * rng.normal(size=120), rng.normal(size=(120, 2))]), 4)
unit = lambda size: (lambda v: v / np.linalg.norm(v, axis=1, keepdims=True))(rng.normal(size=size))
SLICES = {"a": unit((4, 5)), "b": unit((4, 3))}
TRAIN = 80


def functions(x, slices):
    x = (x - x[:TRAIN].mean(0)) / x[:TRAIN].std(0)
    t = np.tanh(x @ slices.T)
    return np.hstack([t, t**2, t**3])


def halves(h):
    """The columns that whiten the covariance, from a Cholesky factor in place of a symmetric root."""
    centred = h[:TRAIN] - h[:TRAIN].mean(0)
    c = centred.T @ centred / (TRAIN - 1) + 1e-3 * np.eye(h.shape[1])
    return centred, np.linalg.inv(np.linalg.cholesky(c)).T


a, b = functions(A, SLICES["a"]), functions(B, SLICES["b"])
(ca, wa), (cb, wb) = halves(a), halves(b)
u, _, vt = np.linalg.svd(wa.T @ (ca.T @ cb / (TRAIN - 1)) @ wb)
x, y = a @ wa @ u[:, 0], b @ wb @ vt[0]
correlation = lambda part: float(abs(np.corrcoef(x[part], y[part])[0, 1]))
print(
    json.dumps(
        {
            "a": A.tolist(),
            "b": B.tolist(),
            "slices": {k: v.tolist() for k, v in SLICES.items()},
            "trainRows": TRAIN,
            "train": correlation(slice(0, TRAIN)),
            "test": correlation(slice(TRAIN, None)),
        }
    )
)
