"""scikit-learn's linear probe: python probe.py FOLDER ROWS TEST_ROWS COLUMNS

Each round standardises, fits and scores; its loss is the mean cross-entropy plus the penalty, as LinearProbe has it.
"""

import os
import sys
import time
import warnings

import numpy
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from protocol import serve


def main():
    # A fit that did not converge is no peer.
    warnings.simplefilter("error")
    folder = sys.argv[1]
    rows, test_rows, columns = map(int, sys.argv[2:])

    def read(name, dtype, shape):
        return numpy.fromfile(os.path.join(folder, name), dtype).reshape(shape)

    x = read("train-features.bin", numpy.float32, (rows, columns))
    y = read("train-labels.bin", numpy.int32, rows)
    x_test = read("test-features.bin", numpy.float32, (test_rows, columns))
    y_test = read("test-labels.bin", numpy.int32, test_rows)

    def fit():
        scaler = StandardScaler().fit(x)
        z = scaler.transform(x)
        model = LogisticRegression(C=1.0, tol=1e-4, max_iter=1000).fit(z, y)
        error = 1 - model.score(scaler.transform(x_test), y_test)
        return model, z, error

    def loss(model, z):
        logits = model.decision_function(z).astype(numpy.float64)
        peak = logits.max(1)
        partition = numpy.log(numpy.exp(logits - peak[:, None]).sum(1)) + peak
        own = logits[numpy.arange(rows), numpy.searchsorted(model.classes_, y)]
        return float((partition - own).mean() + (model.coef_.astype(numpy.float64) ** 2).sum() / (2 * rows))

    def cost(threads):
        with threadpool_limits(threads):
            start = time.perf_counter()
            fit()
            return time.perf_counter() - start

    # Two threads lose where something else takes a core: OpenBLAS waits for both.
    threads = min((1, 2), key=cost)
    # The loss is no part of a fit: it is computed once, for the harness to compare.
    with threadpool_limits(threads):
        model, z, _ = fit()
        reached = loss(model, z)
        serve(
            lambda: [reached, fit()[2]],
            f"scikit-learn {sklearn.__version__}, numpy {numpy.__version__}, {threads} threads",
        )


main()
