"""One step at one precision, ours and by hand: python side.py FOLDER PRECISION DEVICE

Everything is compiled first; then it says so and waits for an order, a line of JSON, before anything is timed.
"""

import gc
import json
import math
import os
import statistics
import sys
import time

here = os.path.dirname(os.path.abspath(__file__))
name, precision, device = sys.argv[1:4]
sys.path[:0] = [os.path.join(here, name)]
# Standard output is the driver's; what libraries print goes to standard error.
out = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)

import torch  # noqa: E402

import bench  # noqa: E402
from hand import Hand  # noqa: E402
from infomin_folder import Folder  # noqa: E402

#: As many first rounds are held against each other.
ROUNDS = 4
OURS = {"compiled, graph": (True, True), "compiled": (True, False), "graph": (False, True), "eager": (False, False)}
HAND = {"hand, eager": "eager", "hand, compiled": "default", "hand, compiled, graph": "reduce-overhead"}
USUAL = [way for way in [*OURS, *HAND] if way != "eager"]


def say(**what):
    out.write(json.dumps(what) + "\n")


def measured(make):
    """A side after its first rounds: losses, seconds and the most memory they took."""
    cuda = device.startswith("cuda")
    gc.collect()
    if cuda:
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()
    before = torch.cuda.memory_allocated() if cuda else 0
    begun = time.perf_counter()
    side = make()
    built = time.perf_counter() - begun
    losses, seconds = [], []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        losses.append(loss_of(side.round()))
        seconds.append(time.perf_counter() - begun)
    peak = torch.cuda.max_memory_allocated() - before if cuda else 0
    return side, {"losses": losses, "build_s": built, "first_s": seconds[0], "peak_mb": peak / 1e6}


class Ours(bench.Rounds):
    def round(self):
        results = super().round()
        outputs = self.folder.programs[self.folder.round[-1]["program"]]["outputs"]
        return results[outputs.index("loss")]


def loss_of(result):
    return float(result.detach().float().reshape(-1)[0].item())


def apart(about):
    """The most that losses of one round differ by between any two ways, relative to the larger of the loss and 1."""
    differences = [
        (max(losses) - min(losses)) / max(1.0, *map(abs, losses)) if all(map(math.isfinite, losses)) else math.inf
        for losses in zip(*(way["losses"] for way in about.values()))
    ]
    return max(differences, default=0.0)


def flops_of(folder):
    """Of a round's convolutions and products; a multiplication with an addition is two."""
    from torch.utils.flop_counter import FlopCounterMode

    side = Ours(folder, False, False)
    with FlopCounterMode(display=False) as counter:
        side.round()
    return counter.get_total_flops()


def main():
    folder = Folder(device, precision)
    sides, about, faults = {}, {}, {}
    wanted = json.loads(sys.argv[4]) if len(sys.argv) > 4 else USUAL
    if name.endswith("-views"):
        wanted = [way for way in wanted if way in OURS]
    if device == "cpu":
        wanted = [way for way in wanted if "graph" not in way]
    for way in wanted:
        try:
            if way in OURS:
                sides[way], about[way] = measured(lambda: Ours(folder, *OURS[way]))
            else:
                sides[way], about[way] = measured(lambda: Hand(name, folder, precision, HAND[way]))
        except Exception as error:
            faults[way] = "%s: %s" % (type(error).__name__, str(error).strip()[:600])
    flops = None
    try:
        flops = flops_of(folder)
    except Exception as error:
        faults["flops"] = str(error)[:300]
    if device.startswith("cuda"):
        torch.cuda.empty_cache()
    say(ready=True, about=about, faults=faults, flops=flops, apart=apart(about))
    for line in sys.stdin:
        order = json.loads(line)
        say(**timed(folder, sides, order["turns"], order["seconds"]))


def timed(folder, sides, turns, seconds):
    """Medians over turns of about so many seconds each, in milliseconds a round."""
    times, counts, faults = {}, {}, {}
    for way, side in list(sides.items()):
        try:
            clock(folder, side, 3)
            one = clock(folder, side, 2) / 2
            counts[way] = max(2, min(200, int(seconds / one)))
            times[way] = []
        except Exception as error:
            faults[way] = "%s: %s" % (type(error).__name__, str(error).strip()[:600])
    for _ in range(turns):
        for way in times:
            times[way].append(1000 * clock(folder, sides[way], counts[way]) / counts[way])
    lacks = {
        way: step.lacks for way, side in sides.items() for step in getattr(side, "steps", ()) if step.lacks is not None
    }
    return {
        "ms": {way: statistics.median(all) for way, all in times.items()},
        "turns": times,
        "rounds": counts,
        "faults": faults,
        "lacks": lacks,
    }


def clock(folder, side, count):
    bench.wait(folder.device)
    begun = time.perf_counter()
    for _ in range(count):
        side.round()
    bench.wait(folder.device)
    return time.perf_counter() - begun


main()
