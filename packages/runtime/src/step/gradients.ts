import type { StagePlan } from '@infomin/plan';
import { entryOf } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

/** Gradients of `minimised` and everything else the forward pass made, which outlives it. */
export function gradientsOf(
  xs: tf.Tensor[],
  forward: () => { minimised: tf.Tensor; results: Record<string, tf.Tensor> },
): { results: Record<string, tf.Tensor>; gradients: (tf.Tensor | undefined)[] } {
  const kept: Record<string, tf.Tensor> = {};
  const { grads } = tf.engine().gradients(
    () => {
      const { minimised, results } = forward();
      // The tape's scope ends with this function: a kept copy carries each result out of it.
      for (const [name, tensor] of Object.entries(results)) kept[name] = tf.keep(tf.clone(tensor));
      return minimised;
    },
    xs,
    undefined,
    true,
  );
  const results: Record<string, tf.Tensor> = {};
  for (const [name, tensor] of Object.entries(kept)) {
    results[name] = tf.clone(tensor);
    tensor.dispose();
  }
  return { results, gradients: grads };
}

/**
 * Gradients of a side's models, by id, shortened to the largest norm that a stage allows: all together, or each to its
 * own. The factor is that of `torch.nn.utils.clip_grad_norm_`.
 */
export function clipped(
  gradients: ReadonlyMap<string, tf.Tensor>,
  limits: StagePlan['clip'],
): ReadonlyMap<string, tf.Tensor> {
  if (typeof limits === 'number') {
    const factor = shortening([...gradients.values()], limits);
    return new Map([...gradients].map(([id, gradient]) => [id, tf.mul(gradient, factor)]));
  }
  return new Map(
    [...gradients].map(([id, gradient]) => {
      const limit = entryOf(limits, id);
      return [id, limit === undefined ? gradient : tf.mul(gradient, shortening([gradient], limit))];
    }),
  );
}

function shortening(gradients: readonly tf.Tensor[], limit: number): tf.Tensor {
  const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
  const norm = tf.sqrt(squares.reduce((a, b) => tf.add(a, b)));
  return tf.minimum(tf.div(limit, tf.add(norm, 1e-6)), 1);
}
