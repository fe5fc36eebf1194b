import type { MemoryImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

interface QueueArgs {
  readonly size: number;
}

const implementation: MemoryImplementation<QueueArgs> = {
  size: ({ size }) => size,
  recall: (_args, { state }) => ({ vectors: state.vectors!, present: state.present! }),
  keep(vectors, { size }, { state, next }) {
    const [rows = 0, ...row] = vectors.shape;
    const put = (name: string, latest: tf.Tensor, shape: number[]) =>
      next(name, tf.slice(tf.concat([latest, state[name]!]), 0, [size, ...shape]));
    put('vectors', vectors, row);
    put('present', tf.ones([rows]), []);
  },
};

export default implementation;
