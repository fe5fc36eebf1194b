import type { ModelContext, ModelImplementation, Nested, Weights } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { linear } from '../layers/linear.js';

interface FrameEncoderArgs {
  readonly encoder: Nested<'model'>;
  readonly join: 'concat' | 'mean';
}

const PREFIX = 'frame.';

/** The weights of the nested encoder under its own names. */
function inner(weights: Weights): Weights {
  return Object.fromEntries(
    Object.entries(weights)
      .filter(([name]) => name.startsWith(PREFIX))
      .map(([name, value]) => [name.slice(PREFIX.length), value]),
  );
}

const implementation: ModelImplementation<FrameEncoderArgs> = {
  apply(weights, input, { encoder, join }, context) {
    const [rows, count, ...frame] = input.shape as [number, number, ...number[]];
    if (!encoder.implementation) throw new Error(`${encoder.id} has no implementation at run time`);
    const nested: ModelContext = {
      training: context.training,
      drawing: context.drawing,
      random: context.random.fork('frame'),
      next: (name, value) => context.next(PREFIX + name, value),
    };
    const images = tf.reshape(input, [rows * count, ...frame]);
    const features = encoder.implementation.apply(inner(weights), images, encoder.args, nested);
    const joined =
      join === 'concat'
        ? tf.reshape(features, [rows, -1])
        : tf.mean(tf.reshape(features, [rows, count, -1]), 1);
    return linear(weights, 'linear', joined as tf.Tensor2D);
  },
};

export default implementation;
