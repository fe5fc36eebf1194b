import { classOf, dataset, image, problem } from '@infomin/plugin';
import { z } from 'zod';
import { countsOf, factorNames, most, natsOf } from './factors.js';
import { mostPositions } from './render.js';
import { shapeNames } from './shapes.js';

const values = (most: number, byDefault: number) => z.int().min(1).max(most).default(byDefault);

export const sprites = dataset({
  name: 'Sprites',
  doc: `Images of one coloured shape over grey, \`Image[size, size, 3]\`, whose factors and information are known exactly.

Seven factors are drawn for each row, each uniform over its values and independent of the others: \`shape\` (${shapeNames.join(', ')}: the first
\`shapes\` of them), \`hue\` (equally many degrees apart, fully saturated), \`scale\` (the square root of the shape's area, whichever it is, from a
fifth to a third of \`size\`), \`orientation\` (of a quarter turn, after which a square is itself again), \`x\` and \`y\` (of its centroid), \`shade\` (the background's grey,
from 0 to .5). Each is a column, \`Class[n]\`. An image determines all its factors.

\`future(share: […])\` is an image that shares only the factors named with \`image\`, the others being drawn anew for every read. So
I(image; future) is the sum of ln n nats over the shared factors and I(image; factor) is ln n: with the defaults, \`share: [.shape, .hue]\` has
ln 3 + ln 8 = 3.18 nats, an image ${Math.log(3 * 8 * 3 * 4 * 4 * 4 * 4).toFixed(2)}. For views whose shared information is chosen, and for what an encoder keeps of each factor.

Edges are smoothed over a pixel. Needs no files; a row depends on the seed, the split and its number alone, and both splits
have images of the same factors. In the manner of dSprites (Matthey et al. 2017), which has a square, an ellipse and a heart at 6 scales, 40
orientations and 32 × 32 positions in white, and of 3D Shapes (Burgess and Kim 2018).`,
  parameters: z.object({
    size: z.int().min(16).max(128).default(32).meta({ unit: 'pixels' }).describe('side of the image'),
    shapes: values(most.shapes, 3).describe(`shapes: of ${shapeNames.join(', ')} the first ones`),
    hues: values(most.hues, 8).describe('hues, from red on'),
    scales: values(most.scales, 3).describe('sizes of the shape'),
    orientations: values(most.orientations, 4).describe('orientations within a quarter turn'),
    positions: z
      .int()
      .min(1)
      .default(4)
      .describe('places along x, and as many along y, at least a pixel apart'),
    shades: values(most.shades, 4).describe('greys of the background'),
    rows: z.int().min(2).max(10_000_000).default(10_000).describe('images to train on'),
    testRows: z.int().min(2).max(10_000_000).default(2_000).describe('images to test on'),
  }),
  example: `dataset sprites = Sprites(size: 32, shapes: 3, hues: 8)
batch b ~ sprites.train
view v1 = b.image
view v2 = b.future(share: [.shape, .hue])`,
  describe(args) {
    const { size, positions, rows, testRows } = args;
    if (positions > mostPositions(size)) {
      return problem(`${positions} positions of an image of ${size}×${size} are less than a pixel apart`, {
        parameter: 'positions',
        suggestion: `Take at most ${mostPositions(size)}, or larger images.`,
      });
    }
    const counts = countsOf(args);
    const docs: Record<(typeof factorNames)[number], string> = {
      shape: shapeNames.slice(0, counts.shape).join(', '),
      hue: 'colour of the shape',
      scale: 'size of the shape, from the smallest',
      orientation: 'angle of the shape, from upright, anticlockwise',
      x: 'place of the shape, from the left',
      y: 'place of the shape, from the top',
      shade: 'grey of the background, from the darkest',
    };
    return {
      columns: {
        image: { type: image(size, size, 3), doc: 'the shape over its background, RGB' },
        ...Object.fromEntries(
          factorNames.map((factor) => [
            factor,
            { type: classOf(counts[factor]), doc: `${docs[factor]}: ${natsOf(counts[factor])}` },
          ]),
        ),
        future: {
          type: image(size, size, 3),
          doc: 'an image that shares only the named factors with `image`, drawn anew for every read',
          parameters: z.object({
            share: z
              .array(z.enum(factorNames))
              .describe(`factors that stay: ${factorNames.map((factor) => `.${factor}`).join(', ')}`),
          }),
          random: true,
        },
      },
      splits: {
        train: { doc: `${rows} images`, rows },
        test: { doc: `${testRows} images with draws of their own`, rows: testRows },
      },
    };
  },
  implementation: () => import('./sprites.compute.js'),
});
