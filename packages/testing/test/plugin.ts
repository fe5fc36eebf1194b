import {
  dataset,
  definePlugin,
  followedState,
  image,
  model,
  modelOf,
  probe,
  problem,
  rowShape,
  term,
  vector,
  view,
} from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';

const fault = z.enum(['none', 'shape', 'dtype', 'count', 'gradient', 'draws', 'buffer']).default('none');

/** Halves an image's height and adds noise, or does one thing wrong. */
const Halve = view({
  name: 'Halve',
  doc: 'Every other line, with noise.',
  parameters: z.object({ std: z.number().min(0).default(0.1), fault }),
  random: ({ std }) => std > 0,
  atTest: 'identity',
  infer: (_args, { kind, dims: [h, w, c] }) =>
    kind === 'Image' ? image(h === '?' ? h : Math.floor(h! / 2), w!, c!) : problem('expects an image'),
  implementation: async () => ({
    default: {
      apply(input, { std, fault: wrong }, { random, training }) {
        if (!training) return input;
        const [n, h, w, c] = input.shape as [number, number, number, number];
        const half = tf.reshape(
          tf.slice(tf.reshape(input, [n, h / 2, 2, w * c]), [0, 0, 0, 0], [n, h / 2, 1, w * c]),
          [n, h / 2, w, c],
        );
        if (wrong === 'shape') return input;
        if (wrong === 'dtype') return tf.cast(half, 'int32');
        if (wrong === 'count') return [half, half];
        if (wrong === 'draws') return tf.add(half, Math.random());
        if (wrong === 'gradient') return doubled(half);
        return tf.add(half, random.normal(half.shape, std));
      },
      host: (input, { fault: wrong }) => ({
        ...input,
        height: Math.floor(input.height / 2),
        data: input.data.filter((_, i) => {
          const line = Math.floor(i / (input.width * input.channels));
          return wrong === 'shape' || (line % 2 === 0 && line + 1 < input.height);
        }),
      }),
    },
  }),
});

/** The identity with a wrong gradient. */
function doubled(x: tf.Tensor): tf.Tensor {
  return tf.customGrad((y) => ({ value: tf.clone(y as tf.Tensor), gradFunc: (dy) => tf.mul(dy, 2) }))(x);
}

const Linear = model({
  name: 'Affine',
  doc: 'w · x + b, and a running mean of the output.',
  parameters: z.object({ dim: z.int().min(1), fault }),
  roles: ['encoder', 'head'],
  infer: ({ dim }, input) => (input.kind === 'Vector' ? vector(dim) : problem('expects a vector')),
  state: ({ dim }, input) => ({
    w: { shape: [...rowShape(input), dim], init: { kind: 'normal', std: 0.5 } },
    b: { shape: [dim], init: { kind: 'zeros' } },
    mean: { shape: [dim], init: { kind: 'ones' }, trainable: false },
  }),
  implementation: async () => ({
    default: {
      apply({ w, b, mean }, input, { fault: wrong }, { next }) {
        const output = tf.add(tf.matMul(input as tf.Tensor2D, w as tf.Tensor2D), b!);
        next(wrong === 'buffer' ? 'w' : 'mean', tf.add(tf.mul(mean!, 0.9), tf.mul(tf.mean(output, 0), 0.1)));
        return wrong === 'shape' ? tf.concat([output, output], 1) : output;
      },
    },
  }),
});

const Product = term({
  name: 'Product',
  doc: 'The mean product.',
  parameters: z.object({ fault }),
  operands: [
    { name: 'a', doc: 'a vector' },
    { name: 'b', doc: 'a vector' },
  ],
  separator: ',',
  information: false,
  accepts: (_args, [a, b]) => (a?.dims[0] === b?.dims[0] ? true : problem('expects vectors of one length')),
  implementation: async () => ({
    default: {
      estimate([a, b], { fault: wrong }) {
        const value = tf.mean(tf.mul(a!, b!), wrong === 'shape' ? 1 : undefined);
        return { value, loss: tf.neg(value) };
      },
    },
  }),
});

const Mean = probe({
  name: 'Mean',
  doc: 'The mean of the test features.',
  parameters: z.object({ fault }),
  operands: [{ name: 'features', doc: '' }],
  infer: () => ({ metric: 'mean', better: 'lower' }),
  implementation: async () => ({
    default: {
      async measure({ test, metric }, { fault: wrong }) {
        const { data } = test.operands[0]!;
        const value = Array.from(data).reduce((a, b) => a + b, 0) / data.length;
        return { ...metric, metric: wrong === 'none' ? 'mean' : 'median', value, chance: 0 };
      },
    },
  }),
});

const Negative = dataset({
  name: 'Negative',
  doc: 'Four images of another dataset, inverted.',
  parameters: z.object({ fault }),
  describe: () => ({
    columns: { image: { type: image(2, 2, 1), doc: '', dtype: 'float32' } },
    splits: { train: { doc: '' } },
  }),
  implementation: async () => ({
    default: {
      async open({ fault: wrong }) {
        return {
          splits: {
            train: {
              size: 4,
              async read({ rows: { length } }) {
                const shape = wrong === 'shape' ? [length, 2, 2] : [length, 2, 2, 1];
                const value = wrong === 'draws' ? Math.random() : 1;
                return { dtype: 'float32', shape, data: new Float32Array(length * 4).fill(value) };
              },
            },
          },
        };
      },
    },
  }),
});

/** A model whose tensors move half of the way to another's after each of its updates. */
const Follow = model({
  name: 'Follow',
  doc: 'A running mean of another model.',
  parameters: z.object({ model: modelOf().describe('the model to follow'), fault }),
  roles: ['encoder'],
  infer: ({ model }, input) => model.signature.infer(model.args, input),
  state: ({ model }, input) => followedState(model.model, model.signature.state(model.args, input)),
  implementation: async () => ({
    default: {
      apply: (weights, input, { model }, context) =>
        model.implementation!.apply(weights, input, model.args, context),
      follow({ model, fault: wrong }, { state, next, weightsOf }) {
        for (const [name, weight] of Object.entries(weightsOf(model))) {
          next(wrong === 'buffer' ? 'other' : name, tf.mul(tf.add(state[name]!, weight), 0.5));
        }
      },
    },
  }),
});

/** Constructors that do what they say, and with `fault` one thing else. */
export default definePlugin({
  name: 'faulty',
  version: '1.0.0',
  doc: '',
  constructors: [Halve, Linear, Follow, Product, Mean, Negative],
});
