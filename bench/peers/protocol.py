"""The peer's half of src/tap/protocol.ts: an order a line on standard input, a report a line on standard output."""

import json
import multiprocessing
import resource
import sys
import time


def peak_bytes():
    """The most memory this process ever held, and what its workers hold for themselves."""
    peak = field("/proc/self/status", "VmHWM")
    if peak is None:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    for worker in multiprocessing.active_children():
        peak += field(f"/proc/{worker.pid}/smaps_rollup", "Private_Dirty") or 0
    return peak


def field(path, name):
    """A size in one of the system's files, in bytes; None where there is no such file or field."""
    try:
        with open(path) as file:
            for line in file:
                if line.startswith(f"{name}:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None


def serve(do_round, description):
    """Does rounds as ordered until standard input ends. `do_round()` gives the losses of its updates."""
    for line in sys.stdin:
        seconds, losses = [], []
        begun = time.perf_counter()
        for _ in range(json.loads(line)["rounds"]):
            start = time.perf_counter()
            losses.append(do_round())
            seconds.append(time.perf_counter() - start)
        report = {
            "seconds": seconds,
            "elapsed": time.perf_counter() - begun,
            "losses": losses,
            "peakBytes": peak_bytes(),
            "description": description,
        }
        print(json.dumps(report), flush=True)
