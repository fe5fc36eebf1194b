"""The steps of `pnpm bench step` in PyTorch: python step.py STEP TAPE_FOLDER PLAN_FILE"""

import sys
import time

import torch
from torch.nn import functional as F

import models
from protocol import serve
from tape import Tape

#: On CPU all of an optimiser's parameters in one kernel.
FUSED = {"fused": True}


class SimClr:
    def __init__(self, tape, layout):
        self.layout = layout
        self.f = models.conv_net(tape.model("f")[1]).to(memory_format=layout)
        self.optimizer = torch.optim.SGD(self.f.parameters(), lr=0.03, momentum=0.9, **FUSED)

    @staticmethod
    def prepare(tape, _program, inputs):
        return [tape.column(inputs, name) for name in ("first", "second")]

    def update(self, _program, batch):
        a, b = (self.f(models.images(x).contiguous(memory_format=self.layout)) for x in batch)
        loss = models.info_nce(a, b, 0.1)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()


class MovingMnist:
    def __init__(self, tape, layout):
        self.layout = layout
        self.f1 = models.FrameEncoder(tape.model("f1")[1])
        self.f2 = models.conv_net(tape.model("f2")[1])
        self.p1, self.p2 = (models.mlp(tape.model(name)[1]) for name in ("p1", "p2"))
        self.all = torch.nn.ModuleList([self.f1, self.f2, self.p1, self.p2]).to(memory_format=layout)
        self.optimizer = torch.optim.SGD(self.all.parameters(), lr=0.03, momentum=0.9, **FUSED)

    @staticmethod
    def prepare(tape, _program, inputs):
        return [tape.column(inputs, name) for name in ("clip", "first")]

    def update(self, _program, batch):
        clip, image = batch
        frames = models.images(clip.flatten(0, 1)).contiguous(memory_format=self.layout)
        a = self.p1(self.f1(frames, len(clip)))
        b = self.p2(self.f2(models.images(image).contiguous(memory_format=self.layout)))
        loss = models.info_nce(a, b, 0.1)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()


class ViewLearning:
    """min g, c1, c2 max f1, f2 of the semi-supervised objective; an update per side and batch, as the tape has them."""

    def __init__(self, tape, layout):
        self.layout = layout
        plan, weights = tape.model("g")
        self.models = torch.nn.ModuleDict({"g": models.Flow(weights, **models.flow_sizes(plan))})
        for name in ("f1", "f2", "c1", "c2"):
            self.models[name] = models.alex_net(tape.model(name)[1])
        self.models.to(memory_format=layout)
        rates = {"g": 1e-4, "c1": 1e-4, "c2": 1e-4, "f1": 3e-4, "f2": 3e-4}
        self.optimizers = {
            name: torch.optim.Adam(self.models[name].parameters(), lr=lr, **FUSED) for name, lr in rates.items()
        }

    @staticmethod
    def prepare(tape, _program, inputs):
        labels = [tensor for tensor in inputs.values() if tensor.dtype == torch.int32]
        return tape.column(inputs, "first"), labels[0].long() if labels else None

    def update(self, program, batch):
        images, labels = batch
        m = self.models
        ascends = "/max/" in program
        x = models.images(images).contiguous(memory_format=self.layout)
        with torch.set_grad_enabled(not ascends):
            views = m["g"](x)
        one, rest = (part.contiguous(memory_format=self.layout) for part in (views[:, :1], views[:, 1:]))
        if labels is None:
            loss = models.info_nce(m["f1"](one), m["f2"](rest), 0.1)
            trained = ("f1", "f2") if ascends else ("g",)
            # Who ascends I_NCE descends its loss, and the other way round.
            minimised = loss if ascends else -loss
        else:
            loss = F.cross_entropy(m["c1"](one), labels) + F.cross_entropy(m["c2"](rest), labels)
            trained, minimised = ("g", "c1", "c2"), loss
        parameters = [p for name in trained for p in m[name].parameters()]
        # Only what is trained here gets gradients, so that no more is computed.
        for parameter, gradient in zip(parameters, torch.autograd.grad(minimised, parameters)):
            parameter.grad = gradient
        for name in trained:
            self.optimizers[name].step()
        return loss.item()


STEPS = {"simclr": SimClr, "view-learning": ViewLearning, "moving-mnist": MovingMnist}
LAYOUTS = {"channels_last": torch.channels_last, "default layout": torch.contiguous_format}


def main():
    step, folder, plan = sys.argv[1:]
    torch.set_num_threads(2)
    tape = Tape(folder, plan)
    case = STEPS[step]
    rounds = [[(program, case.prepare(tape, program, inputs)) for program, inputs in r] for r in tape.rounds]

    def runner(layout):
        built = case(tape, LAYOUTS[layout])
        done = 0

        def do_round():
            nonlocal done
            updates = rounds[done % len(rounds)]
            done += 1
            return [built.update(program, batch) for program, batch in updates]

        return do_round

    def cost(layout):
        do_round = runner(layout)
        times = []
        for _ in range(6):
            start = time.perf_counter()
            do_round()
            times.append(time.perf_counter() - start)
        return min(times[2:])

    best = min(LAYOUTS, key=cost)
    serve(runner(best), f"PyTorch {torch.__version__}, CPU, {torch.get_num_threads()} threads, {best}")


main()
