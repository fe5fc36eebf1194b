import type { ModelContext, Weights } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

/** Added to the variance. */
const EPSILON = 1e-5;
/** Weight of a batch's statistics in the running ones. */
const MOMENTUM = 0.1;

/**
 * Batch normalisation (Ioffe and Szegedy 2015), followed by a ReLU if `relu`: `[N, …, C]` to the same. In training with
 * the mean and variance of the batch, over all axes but the last, which also move the buffers `layer.mean` and
 * `layer.variance`; else with these buffers.
 */
export function batchNorm<T extends tf.Tensor>(
  weights: Weights,
  layer: string,
  input: T,
  context: ModelContext,
  { relu }: { relu: boolean },
): T {
  const part = (name: string) => weights[`${layer}.${name}`]!;
  if (context.training) {
    const { output, mean, variance } = normalizeBatch(input, part('scale'), part('shift'), relu);
    const move = (buffer: tf.Tensor, value: tf.Tensor) =>
      tf.add(tf.mul(buffer, 1 - MOMENTUM), tf.mul(value, MOMENTUM));
    const rows = input.size / input.shape[input.rank - 1]!;
    context.next(`${layer}.mean`, move(part('mean'), mean));
    context.next(`${layer}.variance`, move(part('variance'), tf.mul(variance, rows / Math.max(1, rows - 1))));
    return output;
  }
  const factor = tf.mul(part('scale'), tf.rsqrt(tf.add(part('variance'), EPSILON)));
  const output = tf.add(tf.mul(input, factor), tf.sub(part('shift'), tf.mul(part('mean'), factor)));
  return (relu ? tf.relu(output) : output) as T;
}

/** The same without scale, shift and ReLU. */
export function plainBatchNorm<T extends tf.Tensor>(
  weights: Weights,
  layer: string,
  input: T,
  context: ModelContext,
): T {
  const channels = input.shape[input.rank - 1]!;
  const affine = { [`${layer}.scale`]: tf.ones([channels]), [`${layer}.shift`]: tf.zeros([channels]) };
  const buffers = [`${layer}.mean`, `${layer}.variance`].map((name) => [name, weights[name]!] as const);
  return batchNorm({ ...affine, ...Object.fromEntries(buffers) }, layer, input, context, { relu: false });
}

/**
 * The training half. Every full-size operation counts here, so the gradient is the closed form instead of what the tape
 * would make of the parts: with x̂ = (x − mean) · s, s = 1 / √(variance + ε) and g the gradient behind the ReLU,
 * `dx = scale · s · (g − mean(g) − x̂ · mean(g · x̂))`.
 */
function normalizeBatch<T extends tf.Tensor>(input: T, scale: tf.Tensor, shift: tf.Tensor, relu: boolean) {
  const channels = input.shape[input.rank - 1]!;
  const count = input.size / channels;
  const mean = tf.div(tf.sum(tf.reshape(input, [count, channels]), 0), count);
  const centered = tf.sub(tf.reshape(input, [count, channels]), mean);
  const variance = tf.div(tf.sum(tf.square(centered), 0), count);
  const inverse = tf.rsqrt(tf.add(variance, EPSILON));

  // The statistics are functions of the input, but the tape must not follow them: `compute` accounts for them.
  const compute = tf.customGrad((...inputs) => {
    const [x, gamma, beta, save] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const affine = tf.add(tf.mul(centered, tf.mul(gamma, inverse)), beta);
    const output = relu ? tf.relu(affine) : affine;
    save(relu ? [centered, inverse, gamma, output] : [centered, inverse, gamma]);
    return {
      value: tf.reshape(output, x.shape),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [c, s, g, y] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor?];
        const incoming = tf.reshape(dy, [count, channels]);
        const gradient = y ? tf.mul(incoming, tf.step(y)) : incoming;
        const dShift = tf.sum(gradient, 0);
        const dScale = tf.mul(tf.sum(tf.mul(gradient, c), 0), s);
        const slope = tf.mul(tf.mul(dScale, s), 1 / count);
        const offset = tf.mul(dShift, 1 / count);
        const dx = tf.mul(tf.sub(gradient, tf.add(tf.mul(c, slope), offset)), tf.mul(g, s));
        return [tf.reshape(dx, x.shape), dScale, dShift];
      },
    };
  });
  return { output: compute(input, scale, shift) as T, mean, variance };
}
