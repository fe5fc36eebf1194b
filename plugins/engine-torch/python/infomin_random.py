"""infomin's random numbers, made where they are used: Threefry-2x32 with 20 rounds (Salmon et al. 2011), a counter for each
pair of numbers and a key for each draw of each step. The same key gives the same numbers on every device and engine.
"""

import torch

ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
SCALE = 1 / 4294967296

#: This rank's number, where several compute a step.
rank = 0


def threefry(k0, k1, c0, c1):
    """The counters (c0, c1) under the key (k0, k1): int32, which wraps around."""
    keys = (k0, k1, k0 ^ k1 ^ 0x1BD11BDA)
    x, y = c0 + k0, c1 + k1
    for group in range(5):
        for by in ROTATIONS[group % 2]:
            x = x + y
            y = ((y << by) | ((y >> (32 - by)) & ((1 << by) - 1))) ^ x
        x = x + keys[(group + 1) % 3]
        y = y + keys[(group + 2) % 3] + (group + 1)
    return x, y


def bits(keys, sizes):
    """So many numbers of each row of `keys`, all 32 bits of each, one after the other; each row's begin at an even place."""
    pairs = [(size + 1) // 2 for size in sizes]
    key = torch.cat([keys[i].expand(count, 2) for i, count in enumerate(pairs)])
    counters = torch.cat([torch.arange(count, dtype=torch.int32, device=keys.device) for count in pairs])
    return torch.stack(threefry(key[:, 0], key[:, 1], counters, 0), 1).reshape(-1)


def own_bits(key, size):
    """This rank's share of a key's numbers, so many."""
    start = rank * size
    counters = torch.arange(start // 2, (start + size + 1) // 2, dtype=torch.int32, device=key.device)
    pairs = torch.stack(threefry(key[0], key[1], counters, 0), 1).reshape(-1)
    return pairs[start % 2 : start % 2 + size]


def unsigned(bits):
    # Metal has no float64.
    exact = bits.cpu() if bits.device.type == "mps" else bits
    return (exact.to(torch.int64) & 0xFFFFFFFF).to(torch.float64)


def uniform(bits, shape, low, high):
    """From `low` to `high`, to which one just below it rounds."""
    values = low + (high - low) * unsigned(bits) * SCALE
    return values.to(torch.float32).reshape(shape).to(bits.device)


def normal(bits, shape, std):
    values = std * normal_quantile((unsigned(bits) + 0.5) * SCALE)
    return values.to(torch.float32).reshape(shape).to(bits.device)


def normal_quantile(p):
    """Wichura's PPND7 ("Algorithm AS 241", Applied Statistics 37, 1988)."""
    q = p - 0.5
    r = 0.180625 - q * q
    centre = (q * (((59.10937472 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179)) / (
        ((67.1875636 * r + 78.757757664) * r + 17.895169469) * r + 1
    )
    r = torch.sqrt(-torch.log(torch.where(q < 0, p, 1 - p))) - 1.6
    tail = (((0.17023821103 * r + 1.3067284816) * r + 2.75681539) * r + 1.4234372777) / (
        (0.12021132975 * r + 0.7370016425) * r + 1
    )
    return torch.where(q.abs() <= 0.425, centre, torch.where(q < 0, -tail, tail))


def int32(number):
    number &= 0xFFFFFFFF
    return number - (1 << 32) if number >> 31 else number


def hash_text(text, start=0x811C9DC5):
    """FNV-1a over UTF-16 units."""
    data = text.encode("utf-16-le")
    value = start
    for low, high in zip(data[::2], data[1::2]):
        value = ((value ^ (low | high << 8)) * 0x01000193) & 0xFFFFFFFF
    return value


class Streams:
    """The keys of named streams, a row each."""

    def __init__(self, keys):
        self.keys = keys

    @classmethod
    def of(cls, seed, names):
        root = cls(torch.tensor([[int32(0x9E3779B9), 0x7F4A7C15]], dtype=torch.int32)).at(seed)
        return cls(root.keys.expand(len(names), 2)).fork(names)

    def at(self, index):
        """The keys of a row, a step or an epoch."""
        return self.under(int32(index), int32(0x80000000 ^ (index >> 32)))

    def fork(self, names):
        counters = [
            [int32(hash_text(name)), (hash_text(name, 0x9747B28C) | 0x40000000) & 0x7FFFFFFF] for name in names
        ]
        return self.under(*torch.tensor(counters, dtype=torch.int32).reshape(-1, 2).unbind(1))

    def under(self, c0, c1):
        return Streams(torch.stack(threefry(self.keys[:, 0], self.keys[:, 1], c0, c1), 1))
