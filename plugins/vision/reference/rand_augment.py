"""What torchvision's RandAugment does, operation by operation: python rand_augment.py > rand-augment.json"""

import json
import random

import torch
import torchvision
from torchvision.transforms import autoaugment
from torchvision.transforms.functional import InterpolationMode

NAMES = {
    "identity": "Identity",
    "shearX": "ShearX",
    "shearY": "ShearY",
    "translateX": "TranslateX",
    "translateY": "TranslateY",
    "rotate": "Rotate",
    "brightness": "Brightness",
    "color": "Color",
    "contrast": "Contrast",
    "sharpness": "Sharpness",
    "posterize": "Posterize",
    "solarize": "Solarize",
    "autoContrast": "AutoContrast",
    "equalize": "Equalize",
}
# On bytes; the others on numbers, which they don't round.
ON_BYTES = ("posterize", "equalize")

draw = random.Random(5)


def image(height, width):
    """A dark and dull one, in which some values are frequent."""
    some = (20, 31, 90)
    return [[[draw.choice((*some, draw.randrange(10, 240))) for _ in range(3)] for _ in range(width)] for _ in range(height)]


IMAGES = {"small": image(8, 9), "large": image(16, 17)}
# Equalisation does nothing below 256 pixels.
LARGE = ("equalize", "autoContrast")


def applied(name, magnitude, sign):
    space = autoaugment.RandAugment()._augmentation_space(31, (8, 9))
    magnitudes, signed = space[NAMES[name]]
    value = float(magnitudes[magnitude].item()) if magnitudes.ndim > 0 else 0.0
    if signed:
        value *= sign
    if name == "solarize":
        value /= 255
    data = torch.tensor(IMAGES["large" if name in LARGE else "small"], dtype=torch.uint8).permute(2, 0, 1)
    image = data if name in ON_BYTES else data.double() / 255
    out = autoaugment._apply_op(image, NAMES[name], value, InterpolationMode.NEAREST, None)
    out = out.double() / 255 if name in ON_BYTES else out
    return [[[round(v, 5) for v in pixel] for pixel in row] for row in out.permute(1, 2, 0).tolist()]


cases = [
    {
        "name": name,
        "magnitude": magnitude,
        "sign": sign,
        "image": "large" if name in LARGE else "small",
        "pixels": applied(name, magnitude, sign),
    }
    for name in NAMES
    for magnitude, sign in ((9, 1), (9, -1), (23, 1))
    if (magnitude, sign) == (9, 1) or name not in ("identity", "autoContrast", "equalize")
    if sign == 1 or name not in ("posterize", "solarize")
]
print(json.dumps({"torchvision": torchvision.__version__.split("+")[0], "images": IMAGES, "cases": cases}))
