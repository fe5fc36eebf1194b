"""bmi's tasks and estimators: `mi.py tasks`, or `mi.py task NAME ROWS SEED FOLDER`, which writes a.bin and b.bin and estimates.

`task` prints a line of JSON with the sizes, then one for each estimator of bmi's as it is done.
"""

import json
import sys
import time
from pathlib import Path

import bmi.estimators as estimators
import numpy as np
from bmi.benchmark import BENCHMARK_TASKS


def tell(**what):
    print(json.dumps(what), flush=True)


def tasks():
    for name, task in BENCHMARK_TASKS.items():
        tell(name=name, truth=float(task.mutual_information))


def task(name, rows, seed, folder):
    a, b = BENCHMARK_TASKS[name].sample(int(rows), seed=int(seed))
    for side, x in (("a", a), ("b", b)):
        np.asarray(x, dtype=np.float32).tofile(Path(folder) / f"{side}.bin")
    tell(a=a.shape[1], b=b.shape[1])
    peers = {
        "MINE": estimators.MINEEstimator(verbose=False),
        "InfoNCE": estimators.InfoNCEEstimator(verbose=False),
        "NWJ": estimators.NWJEstimator(verbose=False),
        "DV": estimators.DonskerVaradhanEstimator(verbose=False),
        "KSG": estimators.KSGEnsembleFirstEstimator(neighborhoods=(10,)),
    }
    for estimator, peer in peers.items():
        begun = time.perf_counter()
        value = float(peer.estimate(a, b))
        tell(estimator=f"bmi {estimator}", value=value, seconds=time.perf_counter() - begun)


{"tasks": tasks, "task": task}[sys.argv[1]](*sys.argv[2:])
