import { classOf, dataset, image } from '@infomin/plugin';
import { z } from 'zod';

export const textures = dataset({
  name: 'Textures',
  doc: `Ten kinds of procedural texture, \`Image[size, size, 3]\`: horizontal, vertical and diagonal stripes, checkerboard,
dots, rings, rays, waves, clouds, cells. Images of a class differ in frequency, phase and colours; the colours say nothing
about the class and leave room above them for a white digit. Needs no files: backgrounds for \`ColorfulMovingMnist\`
where no photographs are at hand.

Classes take turns: row i is of class i mod 10. An image depends on the seed, the split and its row alone; it is drawn
when it is first read and kept.`,
  parameters: z.object({
    size: z.int().min(8).max(128).default(64).meta({ unit: 'pixels' }).describe('side of the square'),
    images: z.int().min(10).max(10_000).default(2_000).describe('images to train on'),
    testImages: z.int().min(10).max(10_000).default(500).describe('images to test on'),
  }),
  example: 'dataset textures = Textures(size: 32)',
  describe: ({ size, images, testImages }) => ({
    columns: {
      image: { type: image(size, size, 3), doc: 'the texture, RGB' },
      label: {
        type: classOf(10),
        doc: 'horizontal, vertical, diagonal, checkerboard, dots, rings, rays, waves, clouds, cells',
      },
    },
    splits: {
      train: { doc: `${images} textures`, rows: images },
      test: { doc: `${testImages} textures with draws of their own`, rows: testImages },
    },
  }),
  implementation: () => import('./textures.compute.js'),
});
