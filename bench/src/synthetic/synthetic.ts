import { classOf, clip, dataset, image } from '@infomin/plugin';
import { z } from 'zod';

export const synthetic = dataset({
  name: 'Synthetic',
  doc: 'Rows of random blocks of colour with grain: two images, a clip and a label, the same for each seed. For measuring only.',
  parameters: z.object({
    rows: z.int().min(1).default(640).describe('rows of the train split'),
    size: z.int().min(8).default(64).describe('side of images and frames').meta({ unit: 'pixels' }),
    frames: z.int().min(1).default(10).describe('frames of a clip'),
    classes: z.int().min(2).default(10).describe('number of classes'),
  }),
  describe: ({ size, frames, classes }) => ({
    columns: {
      first: { type: image(size, size, 3), doc: 'an image' },
      second: { type: image(size, size, 3), doc: 'another image of the row' },
      clip: { type: clip(frames, size, size, 3), doc: 'frames of the row' },
      label: { type: classOf(classes), doc: 'a class, which the images do not show' },
    },
    splits: { train: { doc: 'all rows' } },
  }),
  example: 'dataset data = Synthetic(rows: 640, size: 64)',
  implementation: () => import('./synthetic.compute.js'),
});
