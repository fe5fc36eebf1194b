import * as tf from '@tensorflow/tfjs-core';

/** Weights of red, green and blue in the grey of a pixel (BT.601). */
export const luma = [0.299, 0.587, 0.114] as const;

/** Maps every pixel's colour to its grey in all three channels: `[3, 3]`, column = output. */
export const grayMatrix: readonly (readonly number[])[] = luma.map((weight) => [weight, weight, weight]);

/** Multiplies each pixel, a row of channels, with a matrix: `[N, H, W, C]` and `[N or 1, C, D]` to `[N, H, W, D]`. */
export function mixChannels(image: tf.Tensor4D, matrix: tf.Tensor): tf.Tensor4D {
  const [rows, height, width, channels] = image.shape;
  const [matrices, , outputs] = matrix.shape as [number, number, number];
  const pixels = tf.reshape(image, [matrices, (rows / matrices) * height * width, channels]);
  return tf.reshape(tf.matMul(pixels, matrix), [rows, height, width, outputs]);
}
