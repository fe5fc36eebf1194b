import { describe, expect, it } from 'vitest';
import { distance, randomTensor, tensorRandom, tf } from '../../test/setup.js';
import { batchNorm } from './batch-norm.js';

const channels = 3;
const input = randomTensor([4, 5, 3, channels], 1, -2, 3);
const cotangent = randomTensor([4, 5, 3, channels], 2, -1, 1);
const scale = randomTensor([channels], 3, 0.5, 2);
const shift = randomTensor([channels], 4, -1, 1);
const mean = tf.zeros([channels]);
const variance = tf.ones([channels]);

/** What the layer should compute, left to tfjs's tape. */
function composed(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, relu: boolean): tf.Tensor {
  const { mean, variance } = tf.moments(x, [0, 1, 2], true);
  const normal = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5)));
  const affine = tf.add(tf.mul(normal, gamma), beta);
  return relu ? tf.relu(affine) : affine;
}

describe.each([false, true])('batchNorm in training, relu: %s', (relu) => {
  const updates: Record<string, tf.Tensor> = {};
  const layer = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) =>
    batchNorm(
      { 'n.scale': gamma, 'n.shift': beta, 'n.mean': mean, 'n.variance': variance },
      'n',
      x,
      {
        training: true,
        drawing: true,
        random: tensorRandom(0),
        next: (name, value) => {
          updates[name] = tf.keep(value);
        },
      },
      { relu },
    );
  const gradients = (f: (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) => tf.Tensor) =>
    tf.grads((x, gamma, beta) => tf.sum(tf.mul(f(x!, gamma!, beta!), cotangent)))([input, scale, shift]);

  it('gives what the plain composition gives', () => {
    expect(distance(layer(input, scale, shift), composed(input, scale, shift, relu))).toBeLessThan(1e-5);
  });

  it('has the gradients of the plain composition', () => {
    const ours = gradients(layer);
    const theirs = gradients((x, gamma, beta) => composed(x, gamma, beta, relu));
    for (const [i, gradient] of ours.entries()) expect(distance(gradient, theirs[i]!)).toBeLessThan(1e-4);
  });

  it('moves the running statistics by a tenth, the variance unbiased', () => {
    layer(input, scale, shift);
    const batch = tf.moments(input, [0, 1, 2]);
    const unbiased = tf.mul(batch.variance, 60 / 59);
    expect(distance(updates['n.mean']!, tf.mul(batch.mean, 0.1))).toBeLessThan(1e-6);
    expect(distance(updates['n.variance']!, tf.add(0.9, tf.mul(unbiased, 0.1)))).toBeLessThan(1e-6);
  });

  it('uses the running statistics outside training and moves nothing', () => {
    const running = { mean: randomTensor([channels], 5), variance: randomTensor([channels], 6, 0.5, 2) };
    const output = batchNorm(
      { 'n.scale': scale, 'n.shift': shift, 'n.mean': running.mean, 'n.variance': running.variance },
      'n',
      input,
      {
        training: false,
        drawing: false,
        random: tensorRandom(0),
        next: (name) => {
          throw new Error(`moved ${name}`);
        },
      },
      { relu },
    );
    const normal = tf.div(tf.sub(input, running.mean), tf.sqrt(tf.add(running.variance, 1e-5)));
    const affine = tf.add(tf.mul(normal, scale), shift);
    expect(distance(output, relu ? tf.relu(affine) : affine)).toBeLessThan(1e-5);
  });
});
