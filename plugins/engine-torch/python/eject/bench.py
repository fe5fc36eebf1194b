"""Times a round of the example's steps each way, in turns: python bench.py [--device cuda] [--precision bf16]"""

import argparse
import json
import statistics
import time

from infomin_folder import Folder, arguments, device_of, torch

WAYS = {
    "eager": (False, False),
    "compiled": (True, False),
    "eager, CUDA graph": (False, True),
    "compiled, CUDA graph": (True, True),
}


class Rounds:
    """The example's first round over and over, as a training goes on on the same images; its inputs lie on the device."""

    def __init__(self, folder, fuse, graph):
        self.folder = folder
        self.steps, self.state = folder.steps(fuse, graph), folder.state()
        self.given = [folder.given(run) for run in folder.round]
        # The draws of so many rounds, over and over.
        self.keys = [[folder.keys(run, number) for number in range(64)] for run in folder.round]
        self.number = 0

    def round(self):
        for run, given, keys in zip(self.folder.round, self.given, self.keys):
            self.folder.count(given, run, self.number)
            name = self.folder.programs[run["program"]].get("keys")
            if name:
                given[name] = keys[self.number % len(keys)]
            results = self.steps[run["program"]].run(self.state, given)
        self.number += 1
        return results

    def time(self, count):
        """Seconds of so many rounds."""
        wait(self.folder.device)
        begun = time.perf_counter()
        for _ in range(count):
            self.round()
        wait(self.folder.device)
        return time.perf_counter() - begun


def wait(device):
    if device.type != "cpu":
        getattr(torch, device.type).synchronize()


def main():
    parser = arguments(argparse.ArgumentParser(description=__doc__))
    parser.add_argument("--rounds", type=int, default=10, help="a turn")
    parser.add_argument("--turns", type=int, default=5)
    args = parser.parse_args()
    folder = Folder(device_of(args.device), args.precision)
    sides = {way: Rounds(folder, *how) for way, how in WAYS.items() if folder.device.type == "cuda" or not how[1]}
    result = {"device": str(folder.device), "precision": args.precision, "first_ms": {}, "ms": {}}
    for way, side in sides.items():
        result["first_ms"][way] = 1000 * side.time(1)
        side.time(4)
    turns = {way: [] for way in sides}
    for _ in range(args.turns):
        for way, side in sides.items():
            turns[way].append(1000 * side.time(args.rounds) / args.rounds)
    result["ms"] = {way: statistics.median(times) for way, times in turns.items()}
    if folder.device.type == "cuda":
        result["peak_mb"] = torch.cuda.max_memory_allocated() / 1e6
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
