import type { TermImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

/** Where characteristic functions are compared. */
const points = Array.from({ length: 17 }, (_, i) => -5 + (10 * i) / 16);
const gaussian = points.map((t) => Math.exp(-(t ** 2) / 2));
/** Trapezoids, times the window. */
const weights = gaussian.map((window, i) => window * (10 / 16) * (i === 0 || i === 16 ? 0.5 : 1));

const implementation: TermImplementation<{ readonly slices: number }> = {
  estimate([a], { slices }, { random }) {
    const [rows, size] = a!.shape as [number, number];
    const drawn = random.normal([size, slices]);
    const directions = tf.mul(drawn, tf.rsqrt(tf.add(tf.sum(tf.square(drawn), 0, true), 1e-12)));
    const projected = tf.reshape(tf.matMul(a as tf.Tensor2D, directions as tf.Tensor2D), [rows, slices, 1]);
    const angles = tf.mul(projected, tf.tensor3d([[points]]));
    const real = tf.sub(tf.mean(tf.cos(angles), 0), tf.tensor2d([gaussian]));
    const imaginary = tf.mean(tf.sin(angles), 0);
    const error = tf.mul(tf.add(tf.square(real), tf.square(imaginary)), tf.tensor2d([weights]));
    const loss: tf.Scalar = tf.mul(tf.sum(error), rows / slices);
    return { value: loss, loss };
  },
};

export default implementation;
