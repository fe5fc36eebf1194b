import { clip, constructorOf, dataset, image, isProblem, point, problem } from '@infomin/plugin';
import { z } from 'zod';
import { mnist } from '../mnist/mnist.js';
import { textures } from '../textures/textures.js';
import { factorNames } from './factors.js';
import { blends } from './render.js';
import { type SourceTypes, sourceTypes } from './source-types.js';

const level = z.enum(['class', 'instance']);

export const colorfulMovingMnist = dataset({
  name: 'ColorfulMovingMnist',
  doc: `A digit moves over a photograph: three factors, digit, background and position, of which two views share those
that are named.

A clip's frames are x[1], x[2], …: the digit starts anywhere, moves at constant speed in any direction and bounces off
the borders; the background stays. \`clip\` is x[1..frames], \`first\` its first frame x[1]; \`image\` is the later frame x[horizon], and \`digit\`,
\`background\`, \`position\` are its factors. \`future(share: […])\` is one image that shares only the factors named with
x[horizon], the others being drawn anew for every read; with all three it is x[horizon] itself. \`level\` says whether a
shared digit or background is another image of the same class or the same image.

Backgrounds are cut square about their centre and scaled to the canvas; with \`backgroundCrop\` a smaller square is, anywhere,
for a clip and for each \`future\` anew, so that what shows the same photograph does not show the same pixels. Without \`digits\` they are MNIST's, without
\`backgrounds\` those are the ten classes of \`Textures\`. Clips of \`train\` are made of the train splits of both, clips
of \`test\` of the test splits. A clip depends on the seed and its row alone and is rendered when it is read.

The paper leaves open: \`frames\`, \`horizon\`, \`blend\`, \`level\`, what \`step\` is a fraction of, the number of clips.
The values given as defaults are this project's.

Source: Tian et al., "What Makes for Good Views for Contrastive Learning?", NeurIPS 2020, section 4.2.`,
  parameters: z.object({
    digits: constructorOf('dataset')
      .optional()
      .describe('grey images of digits with column label; Mnist() if left out'),
    backgrounds: constructorOf('dataset')
      .optional()
      .describe('images with column label, of any size; Textures() if left out'),
    size: z.int().min(8).max(512).default(64).meta({ unit: 'pixels' }).describe('side of the canvas'),
    frames: z.int().min(1).max(256).default(10).describe('frames of clip'),
    horizon: z.int().min(1).max(10_000).default(20).describe('number of the later frame, counted from 1'),
    blend: z
      .enum(blends)
      .default('max')
      .describe('digit d over background b: max(b, d), b + d clamped, or white ink of opacity d'),
    level: level.default('class').describe('sharing a digit: another image of its class, or the same image'),
    step: z
      .number()
      .min(0)
      .max(1)
      .default(0.1)
      .describe('way per frame, as a fraction of the range the digit is free to move in'),
    clips: z.int().min(1).max(10_000_000).default(20_000).describe('clips to train on'),
    testClips: z.int().min(1).max(10_000_000).default(4_000).describe('clips to test on'),
    backgroundLevel: level.optional().describe('the same for a background; as level says if left out'),
    backgroundCrop: z
      .number()
      .min(0.1)
      .max(1)
      .default(1)
      .describe('side of the square cut out of a background, of its shorter side; below 1 it lies anywhere'),
  }),
  example: `dataset cmm = ColorfulMovingMnist(digits: Mnist(), backgrounds: Cifar10(root: env("CIFAR10_ROOT")))
batch b ~ cmm.train
view v1 = b.clip
view v2 = b.future(share: [.digit, .position])`,
  describe(args) {
    const digits = sourceTypes('digits', args.digits, mnist.describe({}));
    if (isProblem(digits)) return digits;
    const described = textures.describe(textures.parameters.parse({}));
    const backgrounds = sourceTypes('backgrounds', args.backgrounds, described);
    if (isProblem(backgrounds)) return backgrounds;
    const unfit = unfitDigits(digits, args.size);
    if (unfit) return unfit;
    const channels = backgrounds.image.dims[2];
    if (channels !== 1 && channels !== 3 && channels !== '?') {
      return problem(`backgrounds have ${channels} channels; they must be grey or RGB`, {
        parameter: 'backgrounds',
      });
    }

    const { size, frames, horizon } = args;
    return {
      columns: {
        clip: { type: clip(frames, size, size, 3), doc: `x[1..${frames}], the digit moving` },
        first: { type: image(size, size, 3), doc: 'x[1], the first frame of clip' },
        image: { type: image(size, size, 3), doc: `the later frame, x[${horizon}]` },
        digit: { type: digits.label, doc: 'class of the digit' },
        background: { type: backgrounds.label, doc: 'class of the background' },
        position: {
          type: point(2),
          doc: "x and y of the middle of the digit's box in `image`, pixels from the upper left corner",
        },
        future: {
          type: image(size, size, 3),
          doc: 'an image that shares only the named factors with `image`, drawn anew for every read',
          parameters: z.object({
            share: z.array(z.enum(factorNames)).describe('factors that stay: .digit, .background, .position'),
          }),
          random: true,
        },
      },
      splits: {
        train: {
          doc: `${args.clips} clips of digits and backgrounds to train on`,
          rows: args.clips,
        },
        test: { doc: `${args.testClips} clips of other digits and backgrounds`, rows: args.testClips },
      },
    };
  },
  implementation: () => import('./colorful-moving-mnist.compute.js'),
});

function unfitDigits({ image: { dims } }: SourceTypes, size: number) {
  const [height, width, channels] = dims;
  if (typeof height !== 'number' || typeof width !== 'number') {
    return problem('digits must all have one known size', {
      parameter: 'digits',
      suggestion: 'Give the dataset a size, as in ImageFolder(…, size: 28).',
    });
  }
  if (channels !== 1) {
    return problem(`digits have ${channels} channels; they must be grey, white on black`, {
      parameter: 'digits',
    });
  }
  if (height > size || width > size) {
    return problem(`a digit of ${height}×${width} pixels is larger than the canvas of ${size}×${size}`, {
      parameter: 'size',
      suggestion: `Make size at least ${Math.max(height, width)}.`,
    });
  }
  return undefined;
}
