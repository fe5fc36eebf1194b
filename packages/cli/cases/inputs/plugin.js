import { dataset, definePlugin, image, view } from '@infomin/plugin';
import { z } from 'zod';

const noParameters = z.object({});

/** 48 images of 4×4, bright above or below the middle by their class; all alike where `contrast` is 0. */
const Bars = dataset({
  name: 'Bars',
  doc: 'Small images that are bright above or below the middle.',
  parameters: z.object({
    rows: z.int().min(1).default(48).describe('rows of a split'),
    contrast: z.number().min(0).max(1).default(1).describe('how far images differ'),
  }),
  describe: () => ({
    columns: {
      image: { type: image(4, 4, 1), doc: 'the image' },
      label: { type: { kind: 'Class', dims: [2] }, doc: '0: above, 1: below' },
    },
    splits: { train: { doc: 'to train on', heldOut: 'test' }, test: { doc: 'to score on' } },
  }),
  implementation: async () => ({
    default: { open: async (args) => ({ splits: { train: split(args), test: split(args) } }) },
  }),
});

function split({ rows: size, contrast }) {
  return {
    size,
    async read({ column, rows }) {
      if (column === 'label')
        return { dtype: 'int32', shape: [rows.length], data: rows.map((row) => row % 2) };
      const data = new Uint8Array(rows.length * 16);
      rows.forEach((row, i) => {
        for (let pixel = 0; pixel < 16; pixel++)
          data[16 * i + pixel] = contrast * (pixel >> 3 === row % 2 ? 200 + (row % 7) : row % 11);
      });
      return { dtype: 'uint8', shape: [rows.length, 4, 4, 1], data };
    },
  };
}

const Break = view({
  name: 'Break',
  doc: 'Has a fault in its implementation.',
  parameters: noParameters,
  random: false,
  infer: (_args, input) => input,
  implementation: async () => ({
    default: {
      apply() {
        throw new TypeError('a fault of the plugin');
      },
    },
  }),
});

export default definePlugin({
  name: 'bars',
  version: '1.0.0',
  doc: 'Two constructors for tests.',
  constructors: [Bars, Break],
});
