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

/** A gradient shortened to a norm. */
export function clipped(gradient: tf.Tensor, limit: number | undefined): tf.Tensor {
  if (limit === undefined) return gradient;
  const norm = tf.sqrt(tf.sum(tf.square(gradient)));
  return tf.mul(gradient, tf.minimum(tf.div(limit, tf.add(norm, 1e-12)), 1));
}
