"""Runs the example's steps and holds what they give against what infomin got: python check.py [--device cuda]"""

import argparse
import sys

import torch

from infomin_folder import Folder, arguments, device_of, safetensors

#: Relative to the largest element of what is expected; of single numbers to the larger of the number and 1.
TOLERANCE = {"fp32": 1e-4, "tf32": 2e-2, "bf16": 1e-1}


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


def check(folder, steps, tell=print):
    """By program the largest difference of its outputs from those expected, and that of the state at the end."""
    state, results, faults = folder.state(), {}, {}
    expected = safetensors("expected.safetensors")
    for number, run in enumerate(folder.runs):
        program = folder.programs[run["program"]]
        name = program["name"]
        try:
            values = steps[run["program"]].run(state, folder.given(run))
            for output, value in zip(program["outputs"], values):
                wanted = expected["%d.%s" % (number, output)]
                results[name] = max(results.get(name, 0.0), apart(value, wanted))
                if output == "loss":
                    tell("%s, step %d: loss %.6f, expected %.6f" % (name, run["step"], value.item(), wanted.item()))
        except Exception as error:
            faults[name] = "%s: %s" % (type(error).__name__, str(error).strip().split("\n")[0])
    drift = 0.0
    for name, wanted in folder.about["after"].items():
        value = state[name].double().square().mean().sqrt().item()
        difference = abs(value - wanted) / max(abs(wanted), 1e-6)
        drift = max(drift, difference) if difference == difference else float("inf")
    return results, drift, faults


def main():
    parser = arguments(argparse.ArgumentParser(description=__doc__))
    parser.add_argument("--compile", action="store_true", help="by torch.compile")
    parser.add_argument("--graph", action="store_true", help="as CUDA graphs")
    args = parser.parse_args()
    folder = Folder(device_of(args.device), args.precision)
    if "expected_from" not in folder.about:
        sys.exit("this folder holds no expected outputs")
    results, drift, faults = check(folder, folder.steps(args.compile, args.graph))
    limit = TOLERANCE[args.precision]
    for name, fault in faults.items():
        print("%s: %s" % (name, fault))
    wrong = {name: worst for name, worst in results.items() if worst > limit}
    for name, worst in wrong.items():
        print("%s: differs by %.1e" % (name, worst))
    worst = max(results.values(), default=0.0)
    print(
        "%d of %d programs as expected; outputs differ by at most %.1e, the state by %.1e (%s on %s; limit %.0e)"
        % (len(results) - len(wrong), len(folder.programs), worst, drift, args.precision, folder.device, limit)
    )
    sys.exit(1 if faults or wrong or drift > limit else 0)


if __name__ == "__main__":
    main()
