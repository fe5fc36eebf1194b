"""Weights that both sides can make, by their names; test/numbered.ts does the same."""

import numpy as np


def numbers(name, size):
    """Uniform in [-1, 1), by the tensor's name and the element's place in PyTorch's layout."""
    seed = 2166136261
    for c in name.encode():
        seed = ((seed ^ c) * 16777619) % 2**32
    with np.errstate(over="ignore"):
        h = np.arange(size, dtype=np.uint32) * np.uint32(2654435761) + np.uint32(seed)
        h ^= h >> np.uint32(16)
        h *= np.uint32(2246822507)
        h ^= h >> np.uint32(13)
    return h / 2.0**31 - 1


def fill(name, shape):
    x = numbers(name, int(np.prod(shape))).reshape(shape)
    if len(shape) == 3:
        return 0.5 * x
    if name.endswith("running_var"):
        return 1 + 0.5 * x
    if len(shape) == 1 and name.endswith("weight"):
        return 1 + 0.3 * x
    if len(shape) == 1:
        return 0.2 * x
    return x * np.sqrt(3 / np.prod(shape[1:]))
