import type { MemoryImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

interface QueueArgs {
  readonly size: number;
}

const implementation: MemoryImplementation<QueueArgs> = {
  candidates: ({ size }, rows) => rows + size,
  recall: (_args, { state }) => ({ vectors: state.vectors!, present: state.present!, rows: state.rows! }),
  keep(vectors, { size }, { state, next, rows }) {
    const [count = 0, ...row] = vectors.shape;
    const put = (name: string, latest: tf.Tensor, shape: number[]) =>
      next(name, tf.slice(tf.concat([latest, state[name]!]), 0, [size, ...shape]));
    put('vectors', vectors, row);
    put('present', tf.ones([count]), []);
    put('rows', rows, []);
  },
};

export default implementation;
