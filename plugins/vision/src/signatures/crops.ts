import {
  clip,
  formatType,
  image,
  isProblem,
  type Problem,
  problem,
  range,
  type Type,
  view,
} from '@infomin/plugin';
import { z } from 'zod';
import { imageDims } from './images.js';

const size = z.int().min(1).describe('side of the result').meta({ unit: 'pixels' });

/** The type of `side`×`side` pixels cut from the input, or a problem if they don't fit where the size is known. */
function cut(side: number, needed: number, input: Type): Type | Problem {
  const dims = imageDims(input);
  if (isProblem(dims)) return dims;
  const { height, width, channels } = dims;
  const short = [height, width].filter((dim) => dim !== '?').some((dim) => dim < needed);
  if (!short) return image(side, side, channels);
  const what =
    needed === side ? `${side}×${side} pixels` : `two patches that span ${needed}×${needed} pixels`;
  return problem(`can't cut ${what} from ${formatType(input)}`, {
    suggestion:
      needed === side
        ? `Use a size of at most ${Math.min(...[height, width].filter((dim) => dim !== '?'))}, or Resize first.`
        : 'Choose size and distance so that their sum is at most the shorter side of the image.',
    parameter: needed === side ? 'size' : 'distance',
  });
}

/** The type of every frame after scaling to `side`×`side` pixels. */
function scaledClip(side: number, { dims: [frames, height, width, channels] }: Type): Type | Problem {
  const frame = scaled(side, image(height!, width!, channels!));
  return isProblem(frame) ? frame : clip(frames!, side, side, channels!);
}

/** The type after scaling to `side`×`side` pixels. */
function scaled(side: number, input: Type): Type | Problem {
  const dims = imageDims(input);
  return isProblem(dims) ? dims : image(side, side, dims.channels);
}

export const randomCrop = view({
  name: 'RandomCrop',
  doc: `Cuts a square of \`size\` pixels at a place drawn anew for every row, uniform over all places inside the image.

\`[N, H, W, C]\` to \`[N, size, size, C]\`; also on images of open size. In probes: the centre.`,
  parameters: z.object({ size }),
  random: true,
  atTest: 'center',
  infer: (args, input) => cut(args.size, args.size, input),
  example: 'view v1 = b.image |> RandomCrop(20)',
  implementation: () => import('../views/random-crop.js'),
});

export const centerCrop = view({
  name: 'CenterCrop',
  doc: `Cuts the square of \`size\` pixels in the middle.

\`[N, H, W, C]\` to \`[N, size, size, C]\`; also on images of open size.`,
  parameters: z.object({ size }),
  random: false,
  infer: (args, input) => cut(args.size, args.size, input),
  example: 'view v = e.image |> CenterCrop(64)',
  implementation: () => import('../views/center-crop.js'),
});

export const resize = view({
  name: 'Resize',
  doc: `Scales the whole image to \`size\`×\`size\` pixels, bilinear, antialiased when it shrinks.

\`[N, H, W, C]\` to \`[N, size, size, C]\`, clips frame by frame; also on images of open size. An image that is not square
is stretched: put CenterCrop or RandomResizedCrop where its proportions matter.`,
  parameters: z.object({ size }),
  random: false,
  infer: (args, input) => (input.kind === 'Clip' ? scaledClip(args.size, input) : scaled(args.size, input)),
  example: 'view v = e.image |> Resize(64)',
  implementation: () => import('../views/resize.js'),
});

export const randomResizedCrop = view({
  name: 'RandomResizedCrop',
  doc: `Cuts a box of random area, proportions and place, and scales it to \`size\`×\`size\` pixels (bilinear, antialiased).

The area is uniform in \`scale\`, the logarithm of width/height uniform in \`ratio\`; a side longer than the image is cut to
it. \`[N, H, W, C]\` to \`[N, size, size, C]\`; also on images of open size. In probes: the largest square in the middle.
Szegedy et al. 2015.`,
  parameters: z.object({
    size,
    scale: range({ min: 0, max: 1 })
      .refine((scale) => scale.to > 0, 'must reach above 0')
      .default({ from: 0.08, to: 1 })
      .describe("area of the box, as a fraction of the image's"),
    ratio: range({ min: 0.01, max: 100 })
      .default({ from: 0.75, to: 4 / 3 })
      .describe('width over height of the box'),
  }),
  random: true,
  atTest: 'center',
  infer: (args, input) => scaled(args.size, input),
  example: 'view X = u.image |> RandomResizedCrop(64, scale: 0.2..1.0)',
  implementation: () => import('../views/random-resized-crop.js'),
});

export const patchPair = view({
  name: 'PatchPair',
  doc: `Cuts two patches from one image, at (x, y) and at (x + distance, y + distance).

The place is drawn anew for every row, uniform over those that keep both patches inside; \`[N, H, W, C]\` to two of
\`[N, size, size, C]\`; also on images of open size. The further apart, the less they share: Tian et al. 2020, Figure 3.`,
  parameters: z.object({
    size,
    distance: z
      .int()
      .min(0)
      .default(64)
      .describe('from one patch to the other, along both axes')
      .meta({ unit: 'pixels' }),
  }),
  random: true,
  infer(args, input) {
    const patch = cut(args.size, args.size + args.distance, input);
    return isProblem(patch) ? patch : [patch, patch];
  },
  example: 'view (v1, v2) = b.image |> PatchPair(size: 32, distance: 64)',
  implementation: () => import('../views/patch-pair.js'),
});
