import { expect, it } from 'vitest';
import reference from '../../reference/rand-augment.json' with { type: 'json' };
import { applyView, distance, tf } from '../../test/setup.js';
import { randAugment } from './rand-augment.js';
import { operations } from './rand-augment-operations.js';

const images = {
  small: tf.div(tf.tensor4d([reference.images.small]), 255) as tf.Tensor4D,
  large: tf.div(tf.tensor4d([reference.images.large]), 255) as tf.Tensor4D,
};

it.each(reference.cases)('$name at $magnitude, $sign, is that of torchvision', (given) => {
  const sign = tf.tensor4d([given.sign], [1, 1, 1, 1]);
  const output = operations[given.name]!(images[given.image as 'small' | 'large'], given.magnitude, sign);
  // Its grey is .2989 R + .587 G + .114 B, ours .299 R.
  expect(distance(output, tf.tensor4d([given.pixels]))).toBeLessThan(5e-4);
});

it.each(Object.keys(operations))('%s keeps to each row where noise has left [0, 1]', (name) => {
  const noisy = tf.sub(tf.mul(tf.concat([images.small, tf.sub(1, images.small)]), 1.6), 0.3) as tf.Tensor4D;
  const of = (rows: tf.Tensor4D) => operations[name]!(rows, 9, tf.ones([rows.shape[0], 1, 1, 1]));
  const alone = tf.concat([0, 1].map((row) => of(tf.slice(noisy, [row, 0, 0, 0], [1, -1, -1, -1]))));
  expect(distance(of(noisy), alone)).toBeLessThan(1e-6);
});

it('has all operations of the reference', () => {
  expect(Object.keys(operations)).toEqual([...new Set(reference.cases.map(({ name }) => name))]);
});

it('applies another operation to each row, with either sign', async () => {
  const count = 300;
  const image = images.large;
  const many = tf.tile(image, [count, 1, 1, 1]);
  const args = { count: 1, magnitude: 9 };
  const pixels = image.size;
  const rows = (await applyView(randAugment, many, args)).dataSync();
  const results = Object.values(operations).map((operation) =>
    [-1, 1].map((sign) => operation(image, 9, tf.tensor4d([sign], [1, 1, 1, 1])).dataSync()),
  );
  const counts = results.map(() => [0, 0]);
  for (let row = 0; row < count; row++) {
    const is = (result: ArrayLike<number>) =>
      Array.from(result).every((value, i) => Math.abs(value - rows[row * pixels + i]!) < 1e-5);
    const found = results.findIndex((pair) => pair.some(is));
    expect(found, `row ${row} is none of them`).toBeGreaterThanOrEqual(0);
    counts[found]![is(results[found]![0]!) ? 0 : 1]!++;
  }
  // 300 / 14 = 21 each, with a standard deviation of 4.5.
  for (const [a, b] of counts) expect(Math.abs(a! + b! - 21)).toBeLessThan(18);
  // Nine have a direction.
  expect(counts.filter(([a, b]) => Math.min(a!, b!) > 2)).toHaveLength(9);
});
