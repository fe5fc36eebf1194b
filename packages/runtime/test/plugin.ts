import {
  dataset,
  definePlugin,
  type HostImage,
  image,
  model,
  type OpenDataset,
  probe,
  problem,
  Random,
  type ReadRequest,
  rowShape,
  vector,
  view,
} from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';

/** y = x · A with a fixed A, and nothing else: least squares has a closed form. */
export const SLOPES = [
  [1, -2],
  [0.5, 0.25],
  [-1, 3],
];

const openings: string[] = [];
/** Names of datasets opened since the last call. */
export const opened = () => openings.splice(0);

const Linear = dataset({
  name: 'Linear',
  doc: 'Points and a linear function of them.',
  parameters: z.object({ rows: z.int().default(64), nan: z.boolean().default(false) }),
  describe: () => ({
    columns: {
      x: { type: vector(3), doc: 'point' },
      y: { type: vector(2), doc: 'x · A' },
      photo: {
        type: image('?', '?', 2),
        doc: 'image of a size of its own; every pixel holds the row number',
      },
    },
    splits: { train: { doc: '', heldOut: 'test' }, test: { doc: '' } },
  }),
  implementation: async () => ({
    default: {
      async open(args: { rows: number; nan: boolean }): Promise<OpenDataset> {
        openings.push('Linear');
        return {
          splits: { train: linearSplit(args.rows, 'train', args.nan), test: linearSplit(32, 'test', false) },
        };
      },
    },
  }),
});

function linearSplit(size: number, name: string, nan: boolean) {
  const random = Random.of(7, name);
  const x = random.fillNormal(new Float32Array(size * 3));
  const y = new Float32Array(size * 2);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < 2; j++) {
      for (let k = 0; k < 3; k++) y[i * 2 + j]! += x[i * 3 + k]! * SLOPES[k]![j]!;
    }
  }
  if (nan) x[0] = Number.NaN;
  return {
    size,
    async read({ column, rows }: ReadRequest) {
      if (column === 'photo') return { images: Array.from(rows, photo) };
      const [source, width] = column === 'x' ? [x, 3] : [y, 2];
      const data = new Float32Array(rows.length * width);
      for (const [i, row] of rows.entries())
        data.set(source.subarray(row * width, (row + 1) * width), i * width);
      return { dtype: 'float32' as const, shape: [rows.length, width], data };
    },
  };
}

function photo(row: number): HostImage {
  const [height, width] = [3 + (row % 4), 2 + (row % 3)];
  return { height, width, channels: 2, data: new Uint8Array(height * width * 2).fill(row) };
}

/** w · x + b, and a buffer that counts how often it was trained. */
const Dense = model({
  name: 'Dense',
  doc: 'A linear map.',
  parameters: z.object({ dim: z.int(), zero: z.boolean().default(false) }),
  roles: ['encoder', 'head', 'generator'],
  infer: (args, input) => (input.kind === 'Class' ? problem('takes a vector or an image') : vector(args.dim)),
  state: (args, input) => ({
    w: {
      shape: [rowShape(input).reduce((a, b) => a * b, 1), args.dim],
      init: args.zero ? { kind: 'zeros' } : { kind: 'normal', std: 0.5 },
    },
    b: { shape: [args.dim], init: { kind: 'zeros' }, decay: false },
    applications: { shape: [], init: { kind: 'zeros' }, trainable: false },
  }),
  implementation: async () => ({
    default: {
      apply(weights, input, _args, { training, next }) {
        if (training) next('applications', tf.add(weights.applications!, 1));
        const flat = tf.reshape(input, [input.shape[0]!, -1]) as tf.Tensor2D;
        return tf.add(tf.matMul(flat, weights.w as tf.Tensor2D), weights.b!);
      },
    },
  }),
});

const Jitter = view({
  name: 'Jitter',
  doc: 'Adds noise.',
  parameters: z.object({ std: z.number().default(0.1) }),
  random: true,
  atTest: 'identity',
  infer: (_args, input) => input,
  implementation: async () => ({
    default: {
      apply: (input, args, { random }) => tf.add(input, random.normal(input.shape, args.std)),
    },
  }),
});

/** One pixel drawn from an image of any size, as a 1×1 image. */
const Pick = view({
  name: 'Pick',
  doc: 'A pixel.',
  parameters: z.object({}),
  random: true,
  atTest: 'center',
  infer: (_args, input) => image(1, 1, input.dims[2]!),
  implementation: async () => ({
    default: {
      host(input, _args, { random, training }) {
        const shift = training ? random.int(50) : 0;
        return {
          height: 1,
          width: 1,
          channels: input.channels,
          data: Uint8Array.from({ length: input.channels }, (_, c) => input.data[c]! + shift),
        };
      },
    },
  }),
});

const MeanProbe = probe({
  name: 'MeanProbe',
  doc: 'The mean of the test features, and of the train ones in the details.',
  parameters: z.object({ doubt: z.string().optional(), nan: z.boolean().optional() }),
  operands: [{ name: 'features', doc: '' }],
  infer: () => ({ metric: 'mean', better: 'lower' }),
  implementation: async () => ({
    default: {
      async measure({ train, test, metric, log }, { doubt, nan }) {
        if (doubt !== undefined) log.warn(`there are ${doubt}`);
        const mean = (data: ArrayLike<number>) => Array.from(data).reduce((a, b) => a + b, 0) / data.length;
        return {
          ...metric,
          value: nan ? Number.NaN : mean(test.operands[0]!.data),
          chance: 0,
          ...(doubt !== undefined && { unreliable: [doubt] }),
          details: { train: mean(train.operands[0]!.data), rows: train.rows },
        };
      },
    },
  }),
});

export const fixtures = definePlugin({
  name: 'fixtures',
  version: '1.0.0',
  doc: '',
  constructors: [Linear, Dense, Jitter, Pick, MeanProbe],
});
