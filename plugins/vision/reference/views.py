"""What torchvision's transforms do: python views.py > views.json"""

import json
import math
import random

import torch
import torchvision
from torchvision.transforms import v2
from torchvision.transforms.v2 import functional as F

CROPS = 40_000


def quantiles(values):
    ordered = sorted(values)
    return [round(ordered[int(q * (len(ordered) - 1))], 4) for q in (0.05, 0.25, 0.5, 0.75, 0.95)]


def crops(height, width, scale, ratio):
    """Boxes in an image: shares of the area, width over height, the place as a share of the room that is left."""
    image = torch.zeros(1, height, width)
    draw = v2.RandomResizedCrop(8, scale=scale, ratio=ratio)
    boxes = [draw.make_params([image]) for _ in range(CROPS)]
    areas = [box["height"] * box["width"] / (height * width) for box in boxes]
    aspects = [box["width"] / box["height"] for box in boxes]
    lefts = [box["left"] / (width - box["width"]) for box in boxes if box["width"] < width]
    return {
        "height": height,
        "width": width,
        "scale": scale,
        "ratio": ratio,
        "area": {"mean": round(sum(areas) / CROPS, 4), "quantiles": quantiles(areas)},
        "logAspect": {
            "mean": round(sum(map(math.log, aspects)) / CROPS, 4),
            "quantiles": quantiles(map(math.log, aspects)),
        },
        "left": {"quantiles": quantiles(lefts)} if lefts else None,
    }


def image(height, width, seed):
    """[height, width, 3], three decimals: colours of all kinds, with black, white, grey and pure ones among them."""
    draw = random.Random(seed)
    pixels = [[round(draw.random(), 3) for _ in range(3)] for _ in range(height * width)]
    pixels[:8] = [[0, 0, 0], [1, 1, 1], [0.5] * 3, [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [0.25, 0.25, 0.75]]
    return [pixels[row * width : (row + 1) * width] for row in range(height)]


def tensor(rows):
    return torch.tensor(rows, dtype=torch.float64).permute(2, 0, 1)


def numbers(chw):
    return [[[round(float(v), 5) for v in pixel] for pixel in row] for row in chw.permute(1, 2, 0).tolist()]


COLOURS = image(4, 5, 1)
LARGE = image(9, 12, 2)

ADJUST = {
    "brightness": F.adjust_brightness,
    "contrast": F.adjust_contrast,
    "saturation": F.adjust_saturation,
    "hue": F.adjust_hue,
}
FACTORS = {"brightness": 1.3, "contrast": 0.6, "saturation": 1.7, "hue": -0.2}
ORDERS = [
    ["brightness", "contrast", "saturation", "hue"],
    ["hue", "saturation", "contrast", "brightness"],
    ["saturation", "hue", "brightness", "contrast"],
    ["contrast", "brightness", "hue", "saturation"],
]


def jittered(order, factors):
    result = tensor(COLOURS)
    for name in order:
        result = ADJUST[name](result, factors[name])
    return {"order": order, "factors": factors, "pixels": numbers(result)}


def resized(size, top=0, left=0, height=9, width=12):
    return numbers(
        F.resized_crop(tensor(LARGE), top, left, height, width, [size, size], antialias=True)
    )


torch.manual_seed(0)
print(
    json.dumps(
        {
            "torchvision": torchvision.__version__.split("+")[0],
            "crops": [
                crops(32, 32, (0.2, 1.0), (3 / 4, 4 / 3)),
                crops(32, 32, (0.08, 1.0), (3 / 4, 4 / 3)),
                crops(24, 60, (0.2, 1.0), (3 / 4, 4 / 3)),
                crops(28, 28, (1.0, 1.0), (0.5, 0.9)),
            ],
            "colours": COLOURS,
            "jitter": [
                *(jittered([name], {name: value}) for name, value in FACTORS.items()),
                *(jittered(["hue"], {"hue": value}) for value in (0.5, 0.1, 1 / 3)),
                *(jittered(order, FACTORS) for order in ORDERS),
            ],
            "grayscale": numbers(F.rgb_to_grayscale(tensor(COLOURS), 3)),
            "normalized": numbers(F.normalize(tensor(COLOURS), [0.49, 0.48, 0.45], [0.25, 0.24, 0.26])),
            "flipped": numbers(F.horizontal_flip(tensor(COLOURS))),
            "image": LARGE,
            "resized": [
                {"size": size, "pixels": resized(size)} for size in (4, 7, 16)
            ],
            "resizedCrops": [
                {"size": size, "box": box, "pixels": resized(size, *box)}
                for size, box in [(3, (2, 3, 6, 7)), (6, (1, 5, 5, 3)), (5, (0, 0, 9, 9))]
            ],
            "blurred": [
                {
                    "sigma": sigma,
                    "kernel": kernel,
                    "pixels": numbers(F.gaussian_blur(tensor(LARGE), kernel, sigma)),
                }
                for sigma, kernel in [(0.6, 7)]
            ],
        }
    )
)
