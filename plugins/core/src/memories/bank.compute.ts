import type { MemoryImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { normalize } from '../terms/normalize.js';

interface BankArgs {
  readonly momentum: number;
}

/** What is kept of some rows. Of a held-out row there is nothing, and it takes the place of one that is there. */
function ownOf(state: Readonly<Record<string, tf.Tensor>>, rows: tf.Tensor) {
  const trained = tf.greaterEqual(rows, 0);
  const places = tf.where(trained, rows, tf.argMax(state.present!)) as tf.Tensor1D;
  return {
    places,
    vectors: tf.gather(state.vectors!, places),
    present: tf.mul(tf.gather(state.present!, places), tf.cast(trained, 'float32')),
  };
}

/**
 * The kept with the rows at some places in place of theirs. tfjs has no gradient of it, and its JavaScript backend writes into
 * the tensor that it is given, hence the sum, which is a copy.
 */
function put(kept: tf.Tensor, places: tf.Tensor, rows: tf.Tensor): tf.Tensor {
  const scatter = tf.customGrad((x) => ({
    value: tf.tensorScatterUpdate(tf.add(kept, 0), tf.expandDims(places, 1), x as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => tf.gather(dy, places as tf.Tensor1D),
  }));
  return scatter(rows);
}

const implementation: MemoryImplementation<BankArgs> = {
  candidates: (_args, rows, room = rows) => room,
  recall(_args, { state, rows }) {
    const size = state.present!.size;
    return {
      vectors: state.vectors!,
      present: state.present!,
      rows: tf.range(0, size, 1, 'int32'),
      own: ownOf(state, rows),
    };
  },
  keep(vectors, { momentum }, { state, next, rows }) {
    const { places, vectors: before, present } = ownOf(state, rows);
    const share = tf.expandDims(tf.mul(present, momentum), 1);
    const moved = normalize(tf.add(tf.mul(share, before), tf.mul(tf.sub(1, share), vectors)) as tf.Tensor2D);
    next('vectors', put(state.vectors!, places, moved));
    next('present', put(state.present!, places, tf.onesLike(present)));
  },
};

export default implementation;
