import { type MemoryContext, type Nested, stateWithin, type TermContext } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { logSumExp } from './log-sum-exp.js';
import { normalize, others } from './normalize.js';

/** What keeps a candidate that does not count out of a sum of exponentials. */
const ABSENT = -1e9;

/**
 * I_NCE where rows of `a` look for theirs among those of `b` and what a memory holds of other rows, K together:
 * `log K − L_NCE`. A memory that has a row's own vector puts it in the place of that of `b`. Puts `b` into the memory.
 */
export function amongRemembered(
  a: tf.Tensor2D,
  b: tf.Tensor2D,
  temperature: number,
  { args, implementation }: Nested<'memory'>,
  context: TermContext,
): { value: tf.Scalar; loss: tf.Scalar } {
  const { rows } = context;
  if (!rows) throw new Error('a term with a memory needs to know which rows it is given');
  const within = withRows(rows, stateWithin('negatives', context));
  const anchor = tf.mul(normalize(a), 1 / temperature) as tf.Tensor2D;
  const other = normalize(b);
  const { vectors, present, rows: held, own } = implementation!.recall(args, within);
  const places = own?.places ?? rows;
  const apart = tf.cast(tf.notEqual(tf.expandDims(places, 1), tf.expandDims(held, 0)), 'float32');
  const counts = tf.concat(
    [
      tf.ones([a.shape[0], 1]),
      own ? tf.mul(others(a.shape[0]), awaited(rows, own.present)) : others(a.shape[0]),
      tf.mul(apart, present),
    ],
    1,
  );
  const sought = own ? instead(other, own) : other;
  const positives = tf.sum(tf.mul(anchor, sought), 1, true);
  const scores = tf.concat(
    [
      positives,
      tf.matMul(anchor, other, false, true),
      tf.matMul(anchor, vectors as tf.Tensor2D, false, true),
    ],
    1,
  );
  const masked = tf.add(scores, tf.mul(tf.sub(1, counts), ABSENT)) as tf.Tensor2D;
  const loss = tf.sub(tf.mean(logSumExp(masked)), tf.mean(positives)) as tf.Scalar;
  const candidates = tf.mean(tf.log(tf.sum(counts, 1)));
  implementation!.keep(other, args, within);
  return { value: tf.sub(candidates, loss), loss };
}

function withRows(rows: tf.Tensor, { state, next }: ReturnType<typeof stateWithin>): MemoryContext {
  return { state, next, rows };
}

/** 1 where a row will have a vector of its own and has none yet; a held-out row will have none. */
function awaited(rows: tf.Tensor, present: tf.Tensor): tf.Tensor {
  return tf.mul(tf.cast(tf.greaterEqual(rows, 0), 'float32'), tf.sub(1, present));
}

/** The remembered vectors where there are some, else the rows'. */
function instead(
  other: tf.Tensor2D,
  { vectors, present }: { readonly vectors: tf.Tensor; readonly present: tf.Tensor },
): tf.Tensor {
  const known = tf.expandDims(present, 1);
  return tf.add(tf.mul(known, vectors), tf.mul(tf.sub(1, known), other));
}
