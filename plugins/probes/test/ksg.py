"""Kraskov et al. 2004, estimator 1, by scikit-learn's trees and SciPy's digamma: prints test/ksg.json.

python3 test/ksg.py > test/ksg.json (numpy, scipy, scikit-learn)
"""

import json

import numpy as np
from scipy.special import digamma
from sklearn.neighbors import KDTree, NearestNeighbors

rng = np.random.default_rng(31)
A = np.round(rng.normal(size=(40, 2)), 6)
B = np.round(A[:, :1] + 0.6 * rng.normal(size=(40, 1)), 6)


def ksg(a, b, k):
    metric = {"metric": "chebyshev"}
    radius = NearestNeighbors(n_neighbors=k, **metric).fit(np.hstack([a, b])).kneighbors()[0][:, -1]
    # Strictly nearer, oneself left out.
    near = lambda x: KDTree(x, **metric).query_radius(x, np.nextafter(radius, 0), count_only=True) - 1
    mean = np.mean(digamma(near(a) + 1) + digamma(near(b) + 1))
    return digamma(k) + digamma(len(a)) - mean


cases = [{"k": k, "value": float(f"{ksg(A, B, k):.10g}")} for k in (1, 3, 5)]
print(json.dumps({"a": A.tolist(), "b": B.tolist(), "cases": cases}))
