import { dataset, definePlugin, image } from '@infomin/plugin';
import { z } from 'zod';

const never = () => new Promise(() => undefined);

/** Promises, at a place of one's choice, what it never gives. */
const Never = dataset({
  name: 'Never',
  doc: 'Images that never come.',
  parameters: z.object({ at: z.enum(['opening', 'reading']).describe('where they stay away') }),
  describe: () => ({
    columns: { image: { type: image(4, 4, 1), doc: 'the image' } },
    splits: { train: { doc: 'to train on' } },
  }),
  implementation: async () => ({
    default: {
      open: ({ at }) => (at === 'opening' ? never() : { splits: { train: { size: 48, read: never } } }),
    },
  }),
});

export default definePlugin({
  name: 'never',
  version: '1.0.0',
  doc: 'A constructor for tests.',
  constructors: [Never],
});
