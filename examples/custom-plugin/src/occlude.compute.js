import * as tf from '@tensorflow/tfjs-core';

/**
 * 1 where a pixel of the axis is outside `[start, start + size)`, 0 inside.
 *
 * @param {tf.Tensor} start `[N, 1]`, whole numbers
 * @param {number} length pixels along the axis
 * @param {number} size pixels hidden
 */
function outside(start, length, size) {
  const place = tf.sub(tf.reshape(tf.range(0, length), [1, length]), start);
  return tf.logicalOr(tf.less(place, 0), tf.greaterEqual(place, size));
}

/** @type {import('@infomin/plugin').ViewImplementation<{ readonly size: number }>} */
const implementation = {
  apply(input, { size }, { random }) {
    const [rows, height, width] = /** @type {[number, number, number]} */ (input.shape.slice(0, 3));
    const top = tf.floor(random.uniform([rows, 1], 0, height - size + 1));
    const left = tf.floor(random.uniform([rows, 1], 0, width - size + 1));
    const visible = tf.logicalOr(
      tf.reshape(outside(top, height, size), [rows, height, 1, 1]),
      tf.reshape(outside(left, width, size), [rows, 1, width, 1]),
    );
    return tf.mul(input, tf.cast(visible, 'float32'));
  },
};

export default implementation;
