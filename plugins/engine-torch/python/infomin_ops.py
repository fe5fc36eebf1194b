"""What a lowered step is written with, where PyTorch has no single call for it.

Images are [N, C, H, W], channels last in memory: those of infomin's tensor program, [N, H, W, C], permuted, so that nothing is
copied. Filters are [KH, KW, C, O], as there. `pads` are top, left, bottom, right.
"""

import math

import torch
import torch.nn.functional as F

aten = torch.ops.aten

#: Type of the operands of products with weights, and of images between convolutions. None: as they are.
product_type = None

#: Of a step that several ranks compute: this one's number, and the name of their group.
rank = group = None


def operand(x):
    return x if product_type is None else x.to(product_type)


def kept(x):
    """An image between products, in the type of their operands."""
    return operand(x)


def nchw(x):
    return x.permute(0, 3, 1, 2)


def nhwc(x):
    return x.permute(0, 2, 3, 1)


def padded(x, pads, value=0.0, most=(math.inf, math.inf)):
    """An [N, C, H, W] image and the padding left to do: margins that differ from side to side, or are more than `most`
    rows and columns, are added here."""
    top, left, bottom, right = pads
    if top == bottom <= most[0] and left == right <= most[1]:
        return x, (top, left)
    return margins(x, pads, value), (0, 0)


def without(x, pads):
    """The way back from a gradient of what `padded` gave."""
    top, left, bottom, right = pads
    return x if top == bottom and left == right else cropped(x, pads)


def conv2d(x, filter, strides, dilations, pads):
    image, padding = padded(operand(x), pads)
    weight = operand(filter).permute(3, 2, 0, 1)
    return F.conv2d(image, weight, None, strides, padding, dilations)


def conv2d_filter_gradient(x, dy, shape, strides, dilations, pads):
    height, width, channels, filters = shape
    image, padding = padded(operand(x), pads)
    weight = image.new_empty((filters, channels, height, width))
    gradient = backward(operand(dy), image, weight, strides, padding, dilations, 1, 1)
    return gradient.permute(2, 3, 1, 0).float()


def conv2d_input_gradient(dy, filter, size, strides, dilations, pads):
    gradient = operand(dy)
    weight = operand(filter).permute(3, 2, 0, 1)
    image, padding = blank_image(gradient, filter.shape[2], size, pads)
    return without(backward(gradient, image, weight, strides, padding, dilations, 1, 0), pads)


def depthwise_weight(filter):
    """[KH, KW, C, M] as PyTorch's [C * M, 1, KH, KW]."""
    height, width, channels, multiplier = filter.shape
    return operand(filter).permute(2, 3, 0, 1).reshape(channels * multiplier, 1, height, width)


def depthwise_conv2d(x, filter, strides, dilations, pads):
    image, padding = padded(operand(x), pads)
    channels = filter.shape[2]
    return F.conv2d(image, depthwise_weight(filter), None, strides, padding, dilations, channels)


def depthwise_filter_gradient(x, dy, shape, strides, dilations, pads):
    height, width, channels, multiplier = shape
    image, padding = padded(operand(x), pads)
    weight = image.new_empty((channels * multiplier, 1, height, width))
    gradient = backward(operand(dy), image, weight, strides, padding, dilations, channels, 1)
    return gradient.reshape(channels, multiplier, height, width).permute(2, 3, 0, 1).float()


def depthwise_input_gradient(dy, filter, size, strides, dilations, pads):
    gradient = operand(dy)
    channels = filter.shape[2]
    image, padding = blank_image(gradient, channels, size, pads)
    weight = depthwise_weight(filter)
    image = backward(gradient, image, weight, strides, padding, dilations, channels, 0)
    return without(image, pads)


def blank_image(gradient, channels, size, pads):
    """What stands for an image of which only the shape is read."""
    top, left, bottom, right = pads
    same = top == bottom and left == right
    height, width = size if same else (size[0] + top + bottom, size[1] + left + right)
    image = nchw(gradient.new_empty((gradient.shape[0], height, width, channels)))
    return image, ((top, left) if same else (0, 0))


def backward(dy, image, weight, strides, padding, dilations, groups, which):
    """The gradient of a convolution's input (which = 0) or filter (1)."""
    mask = [which == 0, which == 1, False]
    results = aten.convolution_backward(
        dy, image, weight, None, strides, padding, dilations, False, (0, 0), groups, mask
    )
    return results[which]


def max_pool(x, kernel, strides, pads):
    """The maxima of windows, and their places for `max_pool_gradient`."""
    image, padding = pool_padded(x, kernel, pads)
    return aten.max_pool2d_with_indices(image, kernel, strides, padding)


def max_pool_gradient(dy, x, places, kernel, strides, pads):
    """To the first of a window's largest elements, row by row."""
    image, padding = pool_padded(x, kernel, pads)
    gradient = aten.max_pool2d_with_indices_backward(
        dy, image, kernel, strides, padding, (1, 1), False, places
    )
    return gradient if any(padding) else cropped(gradient, pads)


def pool_padded(x, kernel, pads):
    """As `padded`, for maxima; PyTorch pads by half of a window at most."""
    return padded(x, pads, -math.inf, (kernel[0] // 2, kernel[1] // 2))


def avg_pool(x, kernel, strides, pads):
    """Means of the elements of windows that are inside of the image."""
    image = margins(x, pads)
    return F.avg_pool2d(image, kernel, strides, divisor_override=1) / window_sizes(x, kernel, strides, pads)


def avg_pool_gradient(dy, x, kernel, strides, pads):
    image = margins(x, pads)
    share = dy / window_sizes(x, kernel, strides, pads)
    gradient = aten.avg_pool2d_backward(share, image, kernel, strides, (0, 0), False, True, 1)
    return cropped(gradient, pads)


def window_sizes(x, kernel, strides, pads):
    if not any(pads):
        return float(kernel[0] * kernel[1])
    ones = margins(x.new_ones((1, 1, x.shape[2], x.shape[3])), pads)
    return F.avg_pool2d(ones, kernel, strides, divisor_override=1)


def margins(x, pads, value=0.0):
    top, left, bottom, right = pads
    # F.pad copies where there is nothing to pad too.
    return F.pad(x, (left, right, top, bottom), value=value) if any(pads) else x


def cropped(x, pads):
    top, left, bottom, right = pads
    return x[:, :, top : x.shape[2] - bottom, left : x.shape[3] - right]


def matmul(a, b, weight=False):
    """A product; `weight` says that an operand is a weight or made of one by moving its elements."""
    if weight:
        a, b = operand(a), operand(b)
    return torch.matmul(a, b).float()


def moments(rows):
    """Means over rows, what differs from them, and the means of its squares."""
    if rows.is_cuda:
        # In one reading of the rows.
        variance, mean = torch.var_mean(rows, (0,), correction=0)
        return mean, rows - mean, variance
    share = 1 / rows.shape[0]
    mean = rows.sum((0,)) * share
    centred = rows - mean
    return mean, centred, torch.square(centred).sum((0,)) * share


def remainder(a, b):
    """What `fmod` leaves, and whether that has the other sign than the divisor. `torch.remainder` and quotients rounded down are
    rounded in code that is compiled for a processor."""
    rest = torch.fmod(a, b)
    return rest, (rest != 0) & ((rest < 0) != (b < 0))


def mod(a, b):
    """The remainder of a division down to a whole number."""
    rest, other = remainder(a, b)
    return torch.where(other, rest + b, rest)


def floor_div(a, b):
    """The whole number that a quotient is rounded down to."""
    if not (a.is_floating_point() or b.is_floating_point()):
        return torch.div(a, b, rounding_mode="floor").to(torch.int32)
    rest, other = remainder(a, b)
    return (torch.round((a - rest) / b) - other.float()).to(torch.int32)


def gather(x, indices, axis, batch_dims):
    """Places of an axis: the same for all of a batch of `batch_dims` axes, or each element's own."""
    if batch_dims == 0:
        rows = x.index_select(axis, indices.reshape(-1))
        return rows.reshape(x.shape[:axis] + indices.shape + x.shape[axis + 1 :])
    batch = x.shape[:batch_dims].numel()
    length = x.shape[axis]
    outer, inner = x.shape[batch_dims:axis], x.shape[axis + 1 :]
    rows = x.movedim(axis, batch_dims).reshape((batch * length,) + outer + inner)
    picks = indices.shape[batch_dims:]
    offsets = torch.arange(batch, device=x.device, dtype=indices.dtype).unsqueeze(1) * length
    flat = (indices.reshape(batch, -1) + offsets).reshape(-1)
    found = rows.index_select(0, flat).reshape((batch, picks.numel()) + outer + inner)
    # [batch, picks, outer, inner] to [batch, outer, picks, inner].
    return found.movedim(1, 1 + len(outer)).reshape(x.shape[:axis] + picks + inner)


def gather_nd(params, indices):
    return params[tuple(indices.long().unbind(-1))]


def scatter_nd(indices, updates, shape):
    """Zeros with updates added at their places."""
    return updates.new_zeros(shape).index_put(tuple(indices.long().unbind(-1)), updates, accumulate=True)


def scatter_update(tensor, indices, updates):
    return tensor.index_put(tuple(indices.long().unbind(-1)), updates)


def all_reduce(x, reduce):
    """The sum, or the largest ("max") or smallest element, over the ranks."""
    ops = torch.ops._c10d_functional
    return ops.wait_tensor(ops.all_reduce(x.contiguous(), reduce, group))


def all_gather(x, axis, blocks, ranks):
    """The whole of what each rank holds a part of: its places in each block of an axis."""
    ops = torch.ops._c10d_functional
    shape = x.shape
    truth = x.dtype == torch.bool
    x = (x.to(torch.uint8) if truth else x).contiguous()
    parts = ops.wait_tensor(ops.all_gather_into_tensor(x.reshape(-1), ranks, group))
    parts = parts.reshape((ranks,) + shape[:axis] + (blocks, shape[axis] // blocks) + shape[axis + 1 :])
    whole = parts.movedim(0, axis + 1).reshape(shape[:axis] + (shape[axis] * ranks,) + shape[axis + 1 :])
    return whole.to(torch.bool) if truth else whole


def own_part(x, axis, blocks, ranks):
    """This rank's places in each block of an axis."""
    shape = x.shape
    count = shape[axis] // ranks
    parts = x.reshape(shape[:axis] + (blocks, ranks, count // blocks) + shape[axis + 1 :])
    return parts.select(axis + 1, rank).reshape(shape[:axis] + (count,) + shape[axis + 1 :])


def cumsum(x, axis, exclusive, reverse):
    if reverse:
        x = x.flip(axis)
    total = x.cumsum(axis, dtype=x.dtype)
    if exclusive:
        length = x.shape[axis]
        total = torch.cat([torch.zeros_like(x.narrow(axis, 0, 1)), total.narrow(axis, 0, length - 1)], axis)
    return total.flip(axis) if reverse else total
