"""The steps of `pnpm bench step` in PyTorch: python step.py STEP TAPE_FOLDER PLAN_FILE eager|compiled"""

import sys
import time

import torch
from torch.nn import functional as F

import models
from protocol import serve
from tape import Tape

#: On CPU all of an optimiser's parameters in one kernel.
FUSED = {"fused": True}


class Contrast:
    """I_NCE of two encoders' outputs, all weights by one SGD; `way` is how a loss's function is run."""

    def __init__(self, layout, way, **parts):
        self.layout = layout
        self.parts = torch.nn.ModuleDict(parts).to(memory_format=layout)
        self.optimizer = torch.optim.SGD(self.parts.parameters(), lr=0.03, momentum=0.9, **FUSED)
        self.forward = way(self.loss)

    @staticmethod
    def prepare(tape, _program, inputs):
        return [tape.column(inputs, name) for name in ("first", "second")]

    def images(self, uint8):
        return models.images(uint8).contiguous(memory_format=self.layout)

    def update(self, _program, batch):
        loss = self.forward(*batch)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()


class SimClr(Contrast):
    def __init__(self, tape, layout, way):
        super().__init__(layout, way, f=models.conv_net(tape.model("f")[1]))

    def loss(self, a, b):
        a, b = (self.parts["f"](self.images(x)) for x in (a, b))
        return models.info_nce(a, b, 0.1)


class ResNet(Contrast):
    def __init__(self, tape, layout, way, depth, small):
        head = models.mlp(tape.model("h")[1])
        super().__init__(layout, way, f=models.res_net(tape.model("f")[1], depth, small), h=head)

    def loss(self, a, b):
        a, b = (self.parts["h"](self.parts["f"](self.images(x))) for x in (a, b))
        return models.info_nce(a, b, 0.1)


class MovingMnist(Contrast):
    def __init__(self, tape, layout, way):
        p1, p2 = (models.mlp(tape.model(name)[1]) for name in ("p1", "p2"))
        f1, f2 = models.FrameEncoder(tape.model("f1")[1]), models.conv_net(tape.model("f2")[1])
        super().__init__(layout, way, f1=f1, f2=f2, p1=p1, p2=p2)

    @staticmethod
    def prepare(tape, _program, inputs):
        return [tape.column(inputs, name) for name in ("clip", "first")]

    def loss(self, clip, image):
        a = self.parts["p1"](self.parts["f1"](self.images(clip.flatten(0, 1)), len(clip)))
        b = self.parts["p2"](self.parts["f2"](self.images(image)))
        return models.info_nce(a, b, 0.1)


class ViewLearning:
    """min g, c1, c2 max f1, f2 of the semi-supervised objective; an update per side and batch, as the tape has them."""

    def __init__(self, tape, layout, way):
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
        self.ascent, self.descent, self.labelled = way(self.of_encoders), way(self.of_generator), way(self.of_classes)

    @staticmethod
    def prepare(tape, _program, inputs):
        labels = [tensor for tensor in inputs.values() if tensor.dtype == torch.int32]
        return tape.column(inputs, "first"), labels[0].long() if labels else None

    def views(self, images):
        views = self.models["g"](models.images(images).contiguous(memory_format=self.layout))
        return (part.contiguous(memory_format=self.layout) for part in (views[:, :1], views[:, 1:]))

    def information(self, one, rest):
        return models.info_nce(self.models["f1"](one), self.models["f2"](rest), 0.1)

    def of_encoders(self, images):
        with torch.no_grad():
            one, rest = self.views(images)
        return self.information(one, rest)

    def of_generator(self, images):
        return self.information(*self.views(images))

    def of_classes(self, images, labels):
        one, rest = self.views(images)
        return F.cross_entropy(self.models["c1"](one), labels) + F.cross_entropy(self.models["c2"](rest), labels)

    def update(self, program, batch):
        images, labels = batch
        # Who ascends I_NCE descends its loss, and the other way round.
        if labels is not None:
            loss, trained, sign = self.labelled(images, labels), ("g", "c1", "c2"), 1
        elif "/max/" in program:
            loss, trained, sign = self.ascent(images), ("f1", "f2"), 1
        else:
            loss, trained, sign = self.descent(images), ("g",), -1
        parameters = [p for name in trained for p in self.models[name].parameters()]
        # Only what is trained here gets gradients, so that no more is computed.
        for parameter, gradient in zip(parameters, torch.autograd.grad(sign * loss, parameters)):
            parameter.grad = gradient
        for name in trained:
            self.optimizers[name].step()
        return loss.item()


STEPS = {
    "simclr": SimClr,
    "view-learning": ViewLearning,
    "moving-mnist": MovingMnist,
    "resnet18": lambda *given: ResNet(*given, 18, True),
    "resnet50": lambda *given: ResNet(*given, 50, False),
}
LAYOUTS = {"channels_last": torch.channels_last, "default layout": torch.contiguous_format}
WAYS = {"eager": lambda loss: loss, "compiled": lambda loss: torch.compile(loss, dynamic=False)}


def main():
    step, folder, plan, way = sys.argv[1:]
    torch.set_num_threads(2)
    tape = Tape(folder, plan)
    case = STEPS[step]
    prepare = getattr(case, "prepare", Contrast.prepare)
    rounds = [[(program, prepare(tape, program, inputs)) for program, inputs in r] for r in tape.rounds]

    def runner(layout, way):
        built = case(tape, LAYOUTS[layout], WAYS[way])
        done = 0

        def do_round():
            nonlocal done
            updates = rounds[done % len(rounds)]
            done += 1
            return [built.update(program, batch) for program, batch in updates]

        return do_round

    def cost(layout):
        do_round = runner(layout, "eager")
        times = []
        # Six rounds, of long steps two.
        while len(times) < 2 or (len(times) < 6 and sum(times) < 5):
            start = time.perf_counter()
            do_round()
            times.append(time.perf_counter() - start)
        return min(times[1:])

    best = min(LAYOUTS, key=cost)
    told = f"PyTorch {torch.__version__}, CPU, {torch.get_num_threads()} threads, {best}, {way}"
    serve(runner(best, way), told)


main()
