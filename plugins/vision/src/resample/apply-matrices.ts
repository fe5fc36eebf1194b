import * as tf from '@tensorflow/tfjs-core';

/** One matrix for all rows, `[1, out, in]`, repeated where the product needs one for each. */
function perRow(matrices: tf.Tensor3D, rows: number): tf.Tensor3D {
  return matrices.shape[0] === rows ? matrices : tf.tile(matrices, [rows, 1, 1]);
}

/** `A · image` along the first spatial axis: `[N, H, W, C]` and `[N or 1, h, H]` to `[N, h, W, C]`. */
function alongHeight(image: tf.Tensor4D, matrices: tf.Tensor3D): tf.Tensor4D {
  const [rows, height, width, channels] = image.shape;
  const lines = tf.reshape(image, [rows, height, width * channels]);
  return tf.reshape(tf.matMul(perRow(matrices, rows), lines), [rows, -1, width, channels]);
}

const swapAxes = (image: tf.Tensor4D): tf.Tensor4D => tf.transpose(image, [0, 2, 1, 3]);

/** `A_y · image · A_xᵀ`: `[N, H, W, C]`, `[N or 1, h, H]` and `[N or 1, w, W]` to `[N, h, w, C]`. */
export function applyMatrices(image: tf.Tensor4D, y: tf.Tensor3D, x: tf.Tensor3D): tf.Tensor4D {
  return swapAxes(alongHeight(swapAxes(alongHeight(image, y)), x));
}
