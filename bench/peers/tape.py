"""Reads what the infomin side left: the plan and the tape (src/tap/tape.ts)."""

import json
import math
import os

import numpy
import torch

DTYPES = {"float32": numpy.float32, "int32": numpy.int32, "uint8": numpy.uint8}


class Tape:
    def __init__(self, folder, plan_file):
        with open(plan_file) as file:
            self.trial = json.load(file)["trials"][0]
        with open(os.path.join(folder, "tape.json")) as file:
            tape = json.load(file)
        self._folder = folder
        self._state = tape["state"]
        #: Per round its updates: (program, inputs by name).
        self.rounds = [
            [(update["program"], self._tensors(update["inputs"])) for update in updates] for updates in tape["rounds"]
        ]

    def _tensors(self, taped):
        return {name: self._tensor(tensor) for name, tensor in taped.items()}

    def _tensor(self, tensor):
        data = numpy.fromfile(os.path.join(self._folder, tensor["file"]), DTYPES[tensor["dtype"]])
        return torch.from_numpy(data.reshape(tensor["shape"]))

    def model(self, name):
        """The plan's model of that name, and its tensors by weight name at the start."""
        plan = next(model for model in self.trial["models"] if model["name"] == name)
        tensors = {}
        for kind, trainable in (("weights", True), ("buffers", False)):
            specs = [(n, s) for n, s in plan["state"].items() if s.get("trainable", True) == trainable]
            if not specs:
                continue
            flat = self._tensor(self._state[f"model {plan['id']} [{kind}]"])
            at = 0
            for weight, spec in specs:
                size = math.prod(spec["shape"])
                tensors[weight] = flat[at : at + size].reshape(spec["shape"]).clone()
                at += size
        return plan, tensors

    def column(self, inputs, name):
        """The column of that name among the inputs of an update."""
        ids = [node["id"] for node in self.trial["nodes"] if node["op"] == "column" and node["column"] == name]
        return next(inputs[node] for node in ids if node in inputs)

    def batch_of(self, program):
        """`views/max/u` is on batch u."""
        return program.rsplit("/", 1)[1]
