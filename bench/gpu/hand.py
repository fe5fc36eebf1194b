"""The steps of the folders as one writes them in PyTorch by hand, started with the folders' weights."""

import contextlib

import torch
from torch import nn
from torch.nn import functional as F

import models


class Hand:
    """Rounds of a step; `way`: eager, or a mode of torch.compile."""

    def __init__(self, name, folder, precision, way):
        self.folder, self.way = folder, way
        device = folder.device
        self.autocast = (
            (lambda: torch.autocast(device.type, torch.bfloat16)) if precision == "bf16" else contextlib.nullcontext
        )
        state = folder.state()
        build = getattr(self, name.replace("-", "_"))
        self.models = nn.ModuleDict()
        self.optimizers, self.updates = {}, []
        with torch.no_grad():
            build(lambda model: folder.named(state, "model " + model))
        self.models.to(device)
        self.models.to(memory_format=torch.channels_last)
        self.make_optimizers()

    # Each builds models, and updates: what is trained, the sign of the loss and how it is got.

    def simclr(self, weights):
        self.models["f"] = models.conv_net(weights("f"))
        a, b = self.given("column_b_first"), self.given("column_b_second")
        self.update(("f",), 1, lambda a, b: models.info_nce(self.encode("f", a), self.encode("f", b), 0.1), a, b)

    def moving_mnist(self, weights):
        self.models["f1"], self.models["f2"] = models.FrameEncoder(weights("f1")), models.conv_net(weights("f2"))
        self.models["p1"], self.models["p2"] = models.mlp(weights("p1")), models.mlp(weights("p2"))
        clip, image = self.given("column_b_clip"), self.given("column_b_first")

        def loss(clip, image):
            frames = models.images(clip.flatten(0, 1)).contiguous(memory_format=torch.channels_last)
            first = self.models["p1"](self.models["f1"](frames, len(clip)))
            return models.info_nce(first, self.models["p2"](self.encode("f2", image)), 0.1)

        self.update(("f1", "f2", "p1", "p2"), 1, loss, clip, image)

    def resnet18(self, weights):
        self.res_net(weights, 18, True)

    def resnet50(self, weights):
        self.res_net(weights, 50, False)

    def res_net(self, weights, depth, small):
        self.models["f"] = models.res_net(weights("f"), depth, small)
        self.models["h"] = models.mlp(weights("h"))
        a, b = self.given("column_b_first"), self.given("column_b_second")

        def loss(a, b):
            return models.info_nce(
                self.models["h"](self.encode("f", a)), self.models["h"](self.encode("f", b)), 0.1
            )

        self.update(("f", "h"), 1, loss, a, b)

    def view_learning(self, weights):
        self.models["g"] = models.Flow(weights("g"), blocks=3, bound=1)
        for name in ("f1", "f2", "c1", "c2"):
            self.models[name] = models.alex_net(weights(name))
        m = self.models

        def views(images):
            x = models.images(images).contiguous(memory_format=torch.channels_last)
            return (part.contiguous(memory_format=torch.channels_last) for part in m["g"](x).split((1, 2), 1))

        def unlabelled(images, frozen):
            with torch.set_grad_enabled(torch.is_grad_enabled() and not frozen):
                one, rest = views(images)
            return models.info_nce(m["f1"](one), m["f2"](rest), 0.1)

        def labelled(images, labels):
            one, rest = views(images)
            return F.cross_entropy(m["c1"](one), labels) + F.cross_entropy(m["c2"](rest), labels)

        for number, run in enumerate(self.folder.round):
            name = self.folder.programs[run["program"]]["name"]
            if name.endswith("/u"):
                ascends = "/max/" in name
                images = self.given("column_u_first", number)
                loss = (lambda x: unlabelled(x, True)) if ascends else (lambda x: unlabelled(x, False))
                self.update(("f1", "f2") if ascends else ("g",), 1 if ascends else -1, loss, images)
            else:
                images, labels = self.given("column_l_first", number), self.given("column_l_label", number).long()
                self.update(("g", "c1", "c2"), 1, labelled, images, labels)

    def given(self, name, run=0):
        return self.folder.given(self.folder.runs[run])[name]

    def encode(self, model, images):
        return self.models[model](models.images(images).contiguous(memory_format=torch.channels_last))

    def update(self, trained, sign, loss, *inputs):
        def forward(*inputs):
            with self.autocast():
                return loss(*inputs).float()

        if self.way != "eager":
            forward = torch.compile(forward, mode=None if self.way == "default" else self.way, dynamic=False)
        self.updates.append((trained, sign, forward, inputs))

    def make_optimizers(self):
        saddle = "g" in self.models
        rates = {"g": 1e-4, "c1": 1e-4, "c2": 1e-4, "f1": 3e-4, "f2": 3e-4}
        fused = self.folder.device.type == "cuda"
        if saddle:
            for name, model in self.models.items():
                self.optimizers[name] = torch.optim.Adam(model.parameters(), lr=rates[name], fused=fused)
        else:
            self.optimizers["all"] = torch.optim.SGD(self.models.parameters(), lr=0.03, momentum=0.9, fused=fused)

    def round(self):
        with torch.enable_grad():
            for trained, sign, forward, inputs in self.updates:
                if self.way == "reduce-overhead":
                    torch.compiler.cudagraph_mark_step_begin()
                parameters = [p for name in trained for p in self.models[name].parameters()]
                loss = forward(*inputs)
                gradients = torch.autograd.grad(loss if sign > 0 else -loss, parameters)
                for parameter, gradient in zip(parameters, gradients):
                    parameter.grad = gradient
                for name in trained if "g" in self.models else ("all",):
                    self.optimizers[name].step()
        return loss
