import * as tf from '@tensorflow/tfjs-core';

/**
 * Moves pixels of `[N, H, W, C]`: each of the result is the nearest to where `from` says it comes of, of columns x and rows y
 * that broadcast to `[N, H · W]`; black where that is outside.
 */
export function warp(
  images: tf.Tensor4D,
  from: (x: tf.Tensor, y: tf.Tensor) => readonly [tf.Tensor, tf.Tensor],
): tf.Tensor {
  const [rows, height, width, channels] = images.shape;
  const pixels = height * width;
  const place = (of: (i: number) => number) =>
    tf.tensor2d(
      Float32Array.from({ length: pixels }, (_, i) => of(i)),
      [1, pixels],
    );
  const wanted = from(
    place((i) => i % width),
    place((i) => Math.floor(i / width)),
  );
  const [x, y] = wanted.map((at) => tf.floor(tf.add(at, 0.5))) as [tf.Tensor, tf.Tensor];
  const inside = (at: tf.Tensor, side: number) =>
    tf.mul(tf.step(tf.add(at, 0.5)), tf.step(tf.sub(side - 0.5, at)));
  const kept = tf.broadcastTo(tf.mul(inside(x, width), inside(y, height)), [rows, pixels]);
  const cut = (at: tf.Tensor, side: number) => tf.cast(tf.clipByValue(at, 0, side - 1), 'int32');
  const first = tf.mul(tf.reshape(tf.range(0, rows, 1, 'int32'), [rows, 1]), tf.scalar(pixels, 'int32'));
  const within = tf.add(tf.mul(cut(y, height), tf.scalar(width, 'int32')), cut(x, width));
  const flat = tf.reshape(tf.add(first, within), [rows * pixels]) as tf.Tensor1D;
  const found = tf.gather(tf.reshape(images, [rows * pixels, channels]), flat);
  return tf.reshape(tf.mul(found, tf.reshape(kept, [rows * pixels, 1])), images.shape);
}
