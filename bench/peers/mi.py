"""bmi's tasks and estimators: `mi.py tasks ROWS SEED FOLDER` writes NAME.a.bin and NAME.b.bin there, `mi.py task NAME ROWS SEED` estimates.

Both print lines of JSON: a task with its sizes, an estimator of bmi's with its value.
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


def samples(name, rows, seed):
    return BENCHMARK_TASKS[name].sample(int(rows), seed=int(seed))


def tasks(rows, seed, folder):
    for name, task in BENCHMARK_TASKS.items():
        a, b = samples(name, rows, seed)
        for side, x in (("a", a), ("b", b)):
            np.asarray(x, dtype=np.float32).tofile(Path(folder) / f"{name}.{side}.bin")
        tell(name=name, truth=float(task.mutual_information), sizes=[a.shape[1], b.shape[1]])


def task(name, rows, seed):
    a, b = samples(name, rows, seed)
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
