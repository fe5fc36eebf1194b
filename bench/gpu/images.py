"""Images a second of SimCLR's ResNet-18 with its views, data and all: python images.py ours|torchvision DEVICE SECONDS WORKERS

It compiles, says so, and waits for a line before it counts.

Rows are uint8 images in memory. `ours`: the views are part of the compiled step, and each batch is gathered on the host and
copied while the step before runs. `torchvision`: the views are made by DataLoader's workers, an image at a time, and the
step is torchvision's ResNet, compiled, in bf16 as ours.
"""

import json
import os
import sys
import threading
import time
import warnings

here = os.path.dirname(os.path.abspath(__file__))
kind, device, seconds, workers = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
folder_name = os.environ.get("IMAGES_FOLDER", "resnet18-views")
sys.path[:0] = [os.path.join(here, folder_name)]

import torch  # noqa: E402
from torch import nn  # noqa: E402

import models  # noqa: E402

warnings.simplefilter("ignore")
BATCH, SIZE, ROWS = int(os.environ.get("IMAGES_BATCH", 512)), 32, 16384


def counted(step):
    """Images a second of a step that does a batch, after it has been warmed up."""
    begun = time.perf_counter()
    for _ in range(5):
        step()
    wait()
    warm = time.perf_counter() - begun
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(30):
        step()
    wait()
    begun, count = time.perf_counter(), 0
    while time.perf_counter() - begun < seconds:
        step()
        count += 1
        if count % 10 == 0:
            wait()
    wait()
    return {"images_s": count * BATCH / (time.perf_counter() - begun), "warm_s": warm, "steps": count}


def wait():
    if device.startswith("cuda"):
        torch.cuda.synchronize()


def rows():
    return torch.randint(0, 256, (ROWS, SIZE, SIZE, 3), dtype=torch.uint8)


def ours():
    from infomin_folder import Folder

    cuda = device.startswith("cuda")
    folder = Folder(device, "bf16")
    state, (step,), data = folder.state(), folder.steps(fuse=True, graph=cuda), rows()
    (run, *_), number = folder.runs, 0
    given = folder.given(run)
    name = next(key for key, tensor in given.items() if tensor.dtype == torch.uint8)
    copies = torch.cuda.Stream() if cuda else None
    pinned = [torch.empty((BATCH, SIZE, SIZE, 3), dtype=torch.uint8, pin_memory=cuda) for _ in range(2)]
    ahead = [None]

    def fetch(number):
        # On a thread of its own, while the step runs.
        place = pinned[number % 2]
        torch.index_select(data, 0, torch.randint(0, ROWS, (BATCH,)), out=place)
        if cuda:
            with torch.cuda.stream(copies):
                ahead[0] = (place.to(device, non_blocking=True), copies.record_event())
                copies.synchronize()
        else:
            ahead[0] = (place.clone(), None)

    fetch(0)

    def one():
        nonlocal number
        images, ready = ahead[0]
        if ready is not None:
            torch.cuda.current_stream().wait_event(ready)
        number += 1
        thread = threading.Thread(target=fetch, args=(number,))
        thread.start()
        results = step.run(state, {**given, name: images, "keys": folder.keys(run, number)})
        thread.join()
        return results

    return counted(one)


class TwoViews(torch.utils.data.Dataset):
    def __init__(self):
        from torchvision.transforms import v2

        self.images = rows().permute(0, 3, 1, 2).contiguous()
        self.views = v2.Compose(
            [
                v2.RandomResizedCrop(SIZE, scale=(0.2, 1.0), antialias=True),
                v2.RandomHorizontalFlip(),
                v2.RandomApply([v2.ColorJitter(0.4, 0.4, 0.4, 0.1)], p=0.8),
                v2.RandomGrayscale(p=0.2),
                v2.RandomApply([v2.GaussianBlur(3, sigma=(0.1, 2.0))], p=0.5),
            ]
        )

    def __len__(self):
        return len(self.images)

    def __getitem__(self, row):
        image = self.images[row]
        return self.views(image), self.views(image)


def torchvision():
    import torchvision

    net = torchvision.models.resnet18()
    net.conv1, net.maxpool, net.fc = nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.Identity(), nn.Identity()
    net = nn.Sequential(net, nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 128))
    net.to(device).to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.03, momentum=0.9)
    torch.set_float32_matmul_precision("high")
    torch.backends.cudnn.benchmark = True
    data = torch.utils.data.DataLoader(
        TwoViews(),
        BATCH,
        shuffle=True,
        drop_last=True,
        num_workers=workers,
        persistent_workers=True,
        pin_memory=device.startswith("cuda"),
        prefetch_factor=4,
        worker_init_fn=lambda _: torch.set_num_threads(1),
    )

    def forward(a, b):
        with torch.autocast(torch.device(device).type, torch.bfloat16):
            a, b = (net(x.float().div(255).contiguous(memory_format=torch.channels_last)) for x in (a, b))
            return models.info_nce(a, b, 0.1)

    forward = torch.compile(forward, dynamic=False)

    def endless():
        while True:
            yield from data

    batches = endless()

    def one():
        a, b = (x.to(device, non_blocking=True) for x in next(batches))
        loss = forward(a, b)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return counted(one)


if __name__ == "__main__":
    print(json.dumps({"ours": ours, "torchvision": torchvision}[kind]()), flush=True)
    os._exit(0)
