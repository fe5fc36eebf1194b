import { expect, test } from 'vitest';
import { tf } from '../../test/setup.js';
import { conv2d } from './conv2d.js';

/** How many pixels of a 4×4 image each window of a k×k filter sees. */
const seen = (kernel: number, stride: number) =>
  tf.tidy(() => {
    const weights = { 'conv.weight': tf.ones<tf.Rank.R4>([kernel, kernel, 1, 1]) };
    const maps = conv2d(weights, 'conv', tf.ones([1, 4, 4, 1]), stride);
    return (tf.squeeze(maps) as tf.Tensor2D).arraySync();
  });

test('an odd filter is padded alike on all sides, as in PyTorch, whatever the stride', () => {
  expect(seen(3, 2)).toEqual([
    [4, 6],
    [6, 9],
  ]);
  expect(seen(5, 2)).toEqual([
    [9, 12],
    [12, 16],
  ]);
});

test('an even filter is padded one more below and to the right', () => {
  expect(seen(2, 2)).toEqual([
    [4, 4],
    [4, 4],
  ]);
  expect(seen(2, 1)[3]).toEqual([2, 2, 2, 1]);
});
