import * as tf from '@tensorflow/tfjs-core';

/**
 * `log Σ_j exp x_ij` of `[N, n]` as `[N]`, safe for large entries. Its gradient is the softmax in closed form, which
 * spares the mask that the gradient of the maximum would need.
 */
export function logSumExp(x: tf.Tensor2D): tf.Tensor1D {
  const compute = tf.customGrad((input, save) => {
    const logits = input as tf.Tensor2D;
    const largest = tf.max(logits, 1, true);
    const exponentials = tf.exp(tf.sub(logits, largest));
    const sums = tf.sum(exponentials, 1, true);
    (save as tf.GradSaveFunc)([exponentials, sums]);
    return {
      value: tf.reshape(tf.add(tf.log(sums), largest), [logits.shape[0]]),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [e, s] = saved as [tf.Tensor, tf.Tensor];
        return tf.mul(e, tf.div(tf.reshape(dy, [logits.shape[0], 1]), s));
      },
    };
  });
  return compute(x) as tf.Tensor1D;
}
