import {
  type ModelImplementation,
  type Nested,
  nestedState,
  nestedWithin,
  stateWithin,
} from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { linear } from '../layers/linear.js';

interface FrameEncoderArgs {
  readonly encoder: Nested<'model'>;
  readonly join: 'concat' | 'mean';
}

const implementation: ModelImplementation<FrameEncoderArgs> = {
  apply(weights, input, { encoder, join }, context) {
    const [rows, count, ...frame] = input.shape as [number, number, ...number[]];
    if (!encoder.implementation) throw new Error(`${encoder.id} has no implementation at run time`);
    const { state, next } = stateWithin('frame', { state: weights, next: context.next });
    const images = tf.reshape(input, [rows * count, ...frame]);
    const features = encoder.implementation.apply(state, images, encoder.args, {
      training: context.training,
      drawing: context.drawing,
      random: context.random.fork('frame'),
      next,
    });
    const joined =
      join === 'concat'
        ? tf.reshape(features, [rows, -1])
        : tf.mean(tf.reshape(features, [rows, count, -1]), 1);
    return linear(weights, 'linear', joined as tf.Tensor2D);
  },
  async initial({ encoder }, specs) {
    const inner = await encoder.implementation?.initial?.(encoder.args, nestedWithin('frame', specs));
    return nestedState('frame', inner ?? {});
  },
};

export default implementation;
