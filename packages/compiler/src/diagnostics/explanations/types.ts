import type { typeMessages } from '../catalogue/types.js';
import { type Explanation, withData, withEncoder } from './explanation.js';

const withPhotos = `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
dataset photos = ImageFolder(root: "photos")
batch b ~ photos.train
`;

export const typeExplanations: Readonly<Record<keyof typeof typeMessages, Explanation>> = {
  IM4001: {
    meaning:
      'A view operation is applied to something it cannot work on: another type, too small, too few channels.',
    example: `${withData}view v = b.label |> Noise(0.1)`,
    mend: 'Apply it to what it takes, or change its arguments.',
    edit: ['b.label', 'b.image'],
  },
  IM4002: {
    meaning: 'A model is applied to something it cannot take.',
    example: `${withEncoder}objective nce = max f: I_NCE(f(v); f(b.label))`,
    mend: 'Apply it to what it takes.',
    edit: ['f(b.label)', 'f(b.image)'],
  },
  IM4003: {
    meaning:
      'View operations are applied with `|>`, so that a chain of them reads in the order in which it happens.',
    example: `${withData}view v = Noise(b.image, 0.1)`,
    mend: 'Write `x |> Op(…)`.',
    edit: ['Noise(b.image, 0.1)', 'b.image |> Noise(0.1)'],
  },
  IM4004: {
    meaning: 'What stands to the right of `|>` is no view operation.',
    example: `${withEncoder}view w = b.image |> f`,
    mend: 'Put a view operation there; a model is applied like a function: `f(x)`.',
    edit: ['b.image |> f', 'b.image |> Noise(0.2)'],
  },
  IM4005: {
    meaning:
      'Channels are counted from 0, and the end of `i..j` is excluded: an image of 3 channels has 0, 1 and 2.',
    example: `${withData}view v = b.image[1]`,
    mend: 'Take channels the image has.',
    edit: ['[1]', '[0]'],
  },
  IM4006: {
    meaning: '`x[i]` takes channels of an image or of the frames of a clip; this is neither.',
    example: `${withData}view v = b.label[0]`,
    mend: 'Use it on an image.',
    edit: ['b.label', 'b.image'],
  },
  IM4007: {
    meaning: 'An index is a whole number, `x[0]`, or a range that holds at least one channel, `x[0..2]`.',
    example: `${withData}view v = b.image[0..0]`,
    mend: 'Write the first channel and the one behind the last.',
    edit: ['0..0', '0..1'],
  },
  IM4008: {
    meaning: '`concat` joins vectors, such as the outputs of encoders.',
    example: `${withData}view v = concat(b.image, b.image)`,
    mend: 'Join vectors only.',
    edit: ['concat(b.image, b.image)', 'b.image'],
  },
  IM4009: {
    meaning: 'An operation gives another number of results than there are names for.',
    example: `${withData}view (a, b2, c) = b.image |> PatchPair(size: 8, distance: 4)`,
    mend: 'Write one name for each result.',
    edit: ['(a, b2, c)', '(a, b2)'],
  },
  IM4010: {
    meaning: 'An operation gives several results where one is needed.',
    example: `${withData}view v = b.image |> PatchPair(size: 8, distance: 4)`,
    mend: 'Name them first, `view (a, b) = …`, and use the names.',
    edit: ['view v', 'view (v, w)'],
  },
  IM4011: {
    meaning: 'The type that is written beside a view is not the type it has.',
    example: `${withData}view v: Image[24, 24, 1] = b.image |> RandomCrop(20)`,
    mend: 'Change the type or the expression; `?` stands for any size.',
    edit: ['24, 24', '20, 20'],
  },
  IM4012: {
    meaning:
      'The types are `Image[H, W, C]`, `Clip[T, H, W, C]`, `Vector[D]`, `Class[n]`, `Point[2]` and `Scalar`. Images and clips may say their colour space: `Image[64, 64, 3] .YDbDr`; the spaces are `.RGB`, `.YDbDr`, `.YCbCr`, `.Lab` and `.HSV`.',
    example: `${withData}view v: Image[28, 28] = b.image`,
    mend: 'Write one of them, with all its sizes.',
    edit: ['28, 28', '28, 28, 1'],
  },
  IM4013: {
    meaning:
      'A model has one set of weights. Applied to inputs of different sizes or channels, it would need two.',
    example: `${withEncoder}dataset cifar = Cifar10(root: "data")
batch c ~ cifar.train
objective nce = max f: I_NCE(f(v); f(b.image)) + I_NCE(f(c.image); f(c.image))`,
    mend: 'Bring both inputs to one form, or declare a second model.',
    edit: [' + I_NCE(f(c.image); f(c.image))', ''],
  },
  IM4014: {
    meaning: 'A model is a function of one random variable.',
    example: `${withEncoder}objective nce = max f: I_NCE(f(v, v); f(v))`,
    mend: 'Give it one; join vectors with `concat(a, b)`.',
    edit: ['f(v, v)', 'f(v)'],
  },
  IM4015: {
    meaning:
      'The photos of a folder have sizes of their own, `Image[?, ?, 3]`. What computes on whole batches needs one size.',
    example: `${withPhotos}encoder f = ConvNet(channels: [8])
objective nce = max f: I_NCE(f(b.image); f(b.image))`,
    mend: 'Crop or resize first; that fixes the size.',
    edit: ['f(b.image); f(b.image)', 'f(b.image |> Resize(64)); f(b.image |> RandomCrop(64))'],
  },
  IM4016: {
    meaning: 'Arithmetic is for numbers and terms of an objective, not for images and vectors.',
    example: `${withEncoder}objective nce = max f: I_NCE(f(v) + f(b.image); f(v))`,
    mend: 'Join vectors with `concat`, or add the terms.',
    edit: ['f(v) + f(b.image)', 'f(b.image)'],
  },
  IM4017: {
    meaning:
      'Something stands here that has no rows: a number, a string, a whole batch or a model by itself.',
    example: `${withData}view v = b |> Noise(0.1)`,
    mend: 'Use a column of a batch, a view, or a model applied to one.',
    edit: ['b |>', 'b.image |>'],
  },
  IM4018: {
    meaning:
      'Rows of two batches are drawn apart, so the first of one has nothing to do with the first of the other.',
    example: `${withEncoder}batch c ~ mnist.train
objective nce = max f: I_NCE(concat(f(b.image), f(c.image)); concat(f(v), f(v)))`,
    mend: 'Make both of one batch.',
    edit: ['f(c.image)', 'f(v)'],
  },
  IM4019: {
    meaning: 'Columns of a dataset become random variables when a batch is drawn.',
    example: `${withData}view v = mnist.image |> Noise(0.1)`,
    mend: 'Draw a batch, `batch b ~ mnist.train`, and take its column.',
    edit: ['mnist.image', 'b.image'],
  },
  IM4020: {
    meaning:
      'A function of the language takes another number of variables: `concat` two vectors or more, `stop` one variable.',
    example: `${withEncoder}objective nce = max f: I_NCE(concat(f(v)); f(v))`,
    mend: 'Add what is missing, or leave the function out.',
    edit: ['concat(f(v))', 'f(v)'],
  },
  IM4021: {
    meaning:
      'An argument asks for a size that no machine has memory for; perhaps it has some zeros too many.',
    example: `${withData}view v = b.image |> Resize(1_000_000)`,
    mend: 'Take a smaller size.',
    edit: ['1_000_000', '32'],
  },
  IM4022: {
    meaning: 'A recipe, `view aug = |> Flip()`, has no input of its own, so it is no random variable.',
    example: `${withData}encoder f = ConvNet(channels: [8], dim: 10)
view aug = |> RandomCrop(20)
objective nce = max f: I_NCE(f(aug); f(b.image |> aug))`,
    mend: 'Apply it to what it is meant for.',
    edit: ['f(aug)', 'f(b.image |> aug)'],
  },
  IM4023: {
    meaning: 'What a recipe gives has a type, a name and draws only where it is applied.',
    example: `${withData}view aug: Image[20, 20, 1] = |> RandomCrop(20)
view v = b.image |> aug`,
    mend: 'Write them at the view that the recipe is used in.',
    edit: ['aug: Image[20, 20, 1] =', 'aug ='],
  },
  IM4024: {
    meaning:
      'What is made of several draws is made anew of each. Draws of two views are not in step, so one thing cannot be made of both.',
    example: `${withData}view s[2] = b.image |> RandomCrop(20)
view t[3] = b.image |> RandomCrop(20)
view d = s - t`,
    mend: 'Make both of draws of one view, or of one that is drawn once.',
    edit: ['view t[3]', 'view t'],
  },
  IM4025: {
    meaning:
      'The name of a view that is drawn several times stands for all draws. Terms take the mean over them; where one random variable is looked at, it is not clear which.',
    example: `use "@infomin/plugin-probes"
${withData}batch e ~ mnist
encoder f = ConvNet(channels: [8], dim: 10)
view s[2] = e.image |> CenterCrop(20)
probe p = LinearProbe(f(s), e.label)`,
    mend: 'Use a view that is drawn once.',
    edit: ['s[2]', 's'],
  },
  IM4026: {
    meaning: 'How many draws a view has is a whole number, or a parameter that is one.',
    example: `${withData}view s[0] = b.image |> RandomCrop(20)`,
    mend: 'Write how many draws there are.',
    edit: ['s[0]', 's[6]'],
  },
  IM4027: {
    meaning: 'A view made of one that is drawn several times has as many draws; it cannot have others.',
    example: `${withData}view s[2] = b.image |> RandomCrop(20)
view t[3] = s |> Flip()`,
    mend: 'Leave the number out.',
    edit: ['t[3]', 't'],
  },
  IM4028: {
    meaning:
      'Images are added and subtracted pixel by pixel, so they have the same height, width and channels.',
    example: `${withData}view high = b.image - (b.image |> Resize(14))`,
    mend: 'Bring both to one shape first.',
    edit: ['Resize(14)', 'Resize(14) |> Resize(28)'],
  },
  IM4029: {
    meaning:
      'A recipe that applies another one twice has twice its operations, and a chain of such recipes soon millions.',
    example: `${withData}view r0 = |> Noise(0.1)
${[...Array(14).keys()].map((i) => `view r${i + 1} = |> r${i} |> r${i}`).join('\n')}
view v = b.image |> r14`,
    mend: 'Use shorter recipes.',
    edit: ['b.image |> r14', 'b.image |> r4'],
  },
};
