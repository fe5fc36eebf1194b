"""Memories of I_NCE, row by row in NumPy, in double precision: prints test/memories.json.

python3 test/memories.py > test/memories.json (numpy)
"""

import json

import numpy as np

rng = np.random.default_rng(50)
ROWS, DIM, T = 7, 3, 0.5
# The second batch has rows of the first, the third is held out.
BATCHES = [[5, 0, 3], [3, 6, 0], [-1, -1, -1]]
A = np.round(rng.normal(size=(3, 3, DIM)), 3)
B = np.round(rng.normal(size=(3, 3, DIM)), 3)


def unit(x):
    return x / np.linalg.norm(x)


def loss_of(scores_of_positive, scores_of_negatives):
    scores = np.array([scores_of_positive, *scores_of_negatives])
    return np.log(np.exp(scores).sum()) - scores_of_positive, np.log(len(scores))


def step(rows, a, b, others_of, own_of):
    """Mean of the loss and of log K, where each row has a positive and negatives."""
    a, b = [unit(x) / T for x in a], [unit(x) for x in b]
    results = [loss_of(a[i] @ own_of(i, b), [a[i] @ x for x in others_of(i, b)]) for i in range(len(rows))]
    loss, log_k = np.mean(results, axis=0)
    return {"loss": float(loss), "value": float(log_k - loss)}


def bank(momentum):
    """One vector a row, as HobbitLong/PyContrast's memory; a row that is not there stands with its own vector of
    now, and a held-out one in place of the first that is there."""
    kept = {}
    steps = []
    for rows, a, b in zip(BATCHES, A, B):

        def own_of(i, b):
            return kept.get(rows[i], b[i])

        def others_of(i, b):
            here = [b[j] for j in range(len(rows)) if j != i and rows[j] >= 0 and rows[j] not in kept]
            place = rows[i] if rows[i] >= 0 else min(kept)
            return here + [x for row, x in kept.items() if row != place]

        result = step(rows, a, b, others_of, own_of)
        for i, row in enumerate(rows):
            if row >= 0:
                x = unit(b[i])
                kept[row] = unit(momentum * kept[row] + (1 - momentum) * x) if row in kept else x
        held = [list(kept.get(row, np.zeros(DIM))) for row in range(ROWS)]
        steps.append({**result, "vectors": held})
    return {"call": f"I_NCE(temperature: {T}, negatives: Bank(momentum: {momentum}))", "steps": steps}


def queue(size):
    """MoCo's, in which earlier vectors of a row are no negatives of the row."""
    kept = []
    steps = []
    for rows, a, b in zip(BATCHES, A, B):

        def others_of(i, b):
            return [b[j] for j in range(len(rows)) if j != i] + [x for row, x in kept if row != rows[i]]

        result = step(rows, a, b, others_of, lambda i, b: b[i])
        if rows[0] >= 0:
            kept = ([(row, unit(x)) for row, x in zip(rows, b)] + kept)[:size]
        held = [list(x) for _, x in kept] + [[0.0] * DIM] * (size - len(kept))
        steps.append({**result, "vectors": held})
    return {"call": f"I_NCE(temperature: {T}, negatives: Queue({size}))", "steps": steps}


def rounded(x):
    if isinstance(x, dict):
        return {key: rounded(value) for key, value in x.items()}
    if isinstance(x, list):
        return [rounded(value) for value in x]
    return float(f"{x:.8g}") if isinstance(x, float) else x


cases = [bank(0.5), bank(0), queue(4), queue(8)]
print(json.dumps(rounded({"split": ROWS, "rows": BATCHES, "a": A.tolist(), "b": B.tolist(), "cases": cases})))
