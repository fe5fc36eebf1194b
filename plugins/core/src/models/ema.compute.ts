import type { ModelImplementation, NestedModel, Range } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

interface EmaArgs {
  readonly of: NestedModel;
  readonly momentum: Range;
}

const implementation: ModelImplementation<EmaArgs> = {
  apply: (weights, input, { of }, context) => of.implementation!.apply(weights, input, of.args, context),
  follow({ of, momentum: { from, to } }, { state, next, trainedOf, progress }) {
    const half = tf.mul(0.5, tf.add(1, tf.cos(tf.mul(Math.PI, progress))));
    const kept = from === to ? tf.scalar(from) : tf.sub(to, tf.mul(to - from, half));
    for (const [name, value] of Object.entries(trainedOf(of))) {
      next(name, tf.add(value, tf.mul(kept, tf.sub(state[name]!, value))));
    }
  },
};

export default implementation;
