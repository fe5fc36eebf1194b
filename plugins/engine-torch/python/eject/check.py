"""Runs the example's steps and holds what they give against what infomin got: python check.py [--device cuda]"""

import argparse
import sys

from infomin_folder import Folder, arguments, device_of, torch

#: Of what a program's first run gives, of what later ones give, and of the state at the end: relative to the largest element
#: of what is expected; of single numbers to the larger of the number and 1. Adam's first updates have the rate's size
#: whatever the gradient, rounding included, so that rounding grows from run to run.
TOLERANCE = {"fp32": (1e-4, 1e-3, 5e-2), "tf32": (2e-2, 2e-2, 1e-1), "bf16": (1e-1, 1e-1, 2e-1)}


def apart(value, expected):
    expected, value = expected.double(), value.detach().cpu().double()
    if value.shape != expected.shape:
        return float("inf")
    if expected.numel() == 0:
        return 0.0
    finite = expected[torch.isfinite(expected)].abs()
    largest = finite.max().item() if finite.numel() else 0.0
    scale = max(1.0, largest) if expected.numel() == 1 else max(largest, 1e-6)
    same = (value == expected) | (value.isnan() & expected.isnan())
    difference = torch.where(same, 0.0, (value - expected).abs() / scale).max().item()
    return difference if difference == difference else float("inf")


def check(folder, steps, limits, tell=print):
    """By program the largest difference of its outputs from those expected, which are out of limits, and that of the state."""
    state, results, wrong, faults = folder.state(), {}, set(), {}
    expected = folder.tensors("expected")
    for number, run in enumerate(folder.runs):
        program = folder.programs[run["program"]]
        name = program["name"]
        try:
            values = steps[run["program"]].run(state, folder.given(run))
            limit, seen = limits[name in results], results.setdefault(name, 0.0)
            for output, value in zip(program["outputs"], values):
                wanted = expected["%d.%s" % (number, output)]
                difference = apart(value, wanted)
                seen = results[name] = max(seen, difference)
                if difference > limit:
                    wrong.add(name)
                if output == "loss":
                    tell("%s, step %d: loss %.6f, expected %.6f" % (name, run["step"], value.item(), wanted.item()))
        except Exception as error:
            faults[name] = "%s: %s" % (type(error).__name__, str(error).strip().split("\n")[0])
    drift = 0.0
    for name, wanted in folder.about["after"].items():
        value = state[name].double().square().mean().sqrt().item()
        difference = abs(value - wanted) / max(abs(wanted), 1e-6)
        drift = max(drift, difference) if difference == difference else float("inf")
    return results, wrong, drift, faults


def main():
    parser = arguments(argparse.ArgumentParser(description=__doc__))
    parser.add_argument("--compile", action="store_true", help="by torch.compile")
    parser.add_argument("--graph", action="store_true", help="as CUDA graphs")
    args = parser.parse_args()
    folder = Folder(device_of(args.device), args.precision)
    if "expected_from" not in folder.about:
        sys.exit("this folder holds no expected outputs")
    limits = TOLERANCE[args.precision]
    results, wrong, drift, faults = check(folder, folder.steps(args.compile, args.graph), limits)
    for name, fault in faults.items():
        print("%s: %s" % (name, fault))
    for name in sorted(wrong):
        print("%s: differs by %.1e" % (name, results[name]))
    worst = max(results.values(), default=0.0)
    print(
        "%d of %d programs as expected; outputs differ by at most %.1e, the state by %.1e (%s on %s; limits %.0e, later %.0e, %.0e)"
        % (len(set(results) - wrong), len(folder.programs), worst, drift, args.precision, folder.device, *limits)
    )
    sys.exit(1 if faults or wrong or drift > limits[2] else 0)


if __name__ == "__main__":
    main()
