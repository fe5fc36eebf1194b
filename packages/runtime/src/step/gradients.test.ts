import '@infomin/plugin-engine-tfjs/cpu';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { clipped } from './gradients.js';

/** What torch does, written by the script beside it. */
const torch = JSON.parse(
  readFileSync(new URL('../../../../plugins/core/reference/optimizers.json', import.meta.url), 'utf8'),
) as { clip: { gradients: number[][]; max_norm: number; clipped: number[][] }[] };

it.each(torch.clip)('clips as torch.nn.utils.clip_grad_norm_ does, to $max_norm', (given) => {
  const gradients = new Map(given.gradients.map((values, i) => [`f${i}`, tf.tensor1d(values)]));
  const shortened = [...clipped(gradients, given.max_norm).values()].map((tensor) => [...tensor.dataSync()]);
  for (const [i, expected] of given.clipped.entries()) {
    for (const [j, value] of expected.entries()) expect(shortened[i]![j]).toBeCloseTo(value, 5);
  }
});
