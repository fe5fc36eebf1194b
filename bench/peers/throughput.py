"""SimCLR on CIFAR-10 as one would train it in PyTorch: python throughput.py CIFAR10_ROOT BATCH

torchvision's transforms run in DataLoader's workers, an image at a time, while the main process trains. The number of
workers, the kind of image they work on and the memory layout are the fastest of those tried.
"""

import glob
import itertools
import os
import sys
import time
import warnings

import numpy
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import v2

import models
from protocol import serve


class TwoViews(Dataset):
    def __init__(self, root, pil):
        files = sorted(glob.glob(os.path.join(root, "data_batch_*.bin")))
        records = [numpy.fromfile(file, numpy.uint8) for file in files]
        pixels = numpy.concatenate(records).reshape(-1, 3073)[:, 1:].reshape(-1, 3, 32, 32)
        self.images = torch.from_numpy(pixels.copy())
        if pil:
            self.images = [v2.functional.to_pil_image(image) for image in self.images]
        self.views = v2.Compose(
            [
                v2.RandomResizedCrop(32, scale=(0.2, 1.0), antialias=True),
                v2.RandomHorizontalFlip(),
                v2.RandomApply([v2.ColorJitter(0.4, 0.4, 0.4, 0.1)], p=0.8),
                v2.RandomGrayscale(p=0.2),
                v2.RandomApply([v2.GaussianBlur(3, sigma=(0.1, 2.0))], p=0.5),
                v2.ToImage(),
            ]
        )

    def __len__(self):
        return len(self.images)

    def __getitem__(self, row):
        image = self.images[row]
        return self.views(image), self.views(image)


def encoder():
    layers, inputs = [], 3
    for out in (32, 64, 128, 256):
        layers += [nn.Conv2d(inputs, out, 3, 2, 1, bias=False), nn.BatchNorm2d(out), nn.ReLU(inplace=True)]
        inputs = out
    return nn.Sequential(*layers, models.MeanPool(), nn.Linear(inputs, 128))


class Training:
    def __init__(self, root, batch, workers, pil, layout):
        self.data = DataLoader(
            TwoViews(root, pil),
            batch,
            shuffle=True,
            drop_last=True,
            num_workers=workers,
            persistent_workers=workers > 0,
            # Worker processes share the two cores with training.
            worker_init_fn=lambda _: torch.set_num_threads(1),
        )
        self.batches = self.endless()
        self.layout = layout
        self.f = encoder().to(memory_format=layout)
        self.optimizer = torch.optim.SGD(self.f.parameters(), lr=0.03, momentum=0.9, fused=True)

    def endless(self):
        while True:
            yield from self.data

    def do_round(self):
        views = [v.float().div_(255).contiguous(memory_format=self.layout) for v in next(self.batches)]
        a, b = (self.f(view) for view in views)
        loss = models.info_nce(a, b, 0.1)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return [loss.item()]


LAYOUTS = {"channels_last": torch.channels_last, "default layout": torch.contiguous_format}


def main():
    root, batch = sys.argv[1], int(sys.argv[2])
    warnings.simplefilter("ignore")
    torch.set_num_threads(2)

    def build(choice):
        workers, pil, layout = choice
        return Training(root, batch, workers, pil, LAYOUTS[layout])

    def cost(choice):
        training = build(choice)
        for _ in range(3):
            training.do_round()
        start = time.perf_counter()
        for _ in range(6):
            training.do_round()
        elapsed = time.perf_counter() - start
        training.batches.close()
        return elapsed

    best = min(itertools.product((1, 2), (False, True), LAYOUTS), key=cost)
    workers, pil, layout = best
    kind = "PIL images" if pil else "tensors"
    description = f"PyTorch {torch.__version__}, {workers} workers on {kind}, {layout}"
    serve(build(best).do_round, description)


main()
