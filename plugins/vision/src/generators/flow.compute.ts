import type { ModelImplementation, Weights } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

export interface FlowArgs {
  readonly kind: 'vp' | 'nvp';
  readonly blocks: number;
  readonly bound: number;
}

/** What a block does to the channel it changes; zero in the other channels. Each `[P, C]`, for P pixels. */
interface Coupling {
  readonly shift: tf.Tensor;
  /** `undefined`: volume-preserving. */
  readonly logScale: tf.Tensor | undefined;
}

/**
 * The network of a block. Channels are neither split nor joined: matrices with a zero row keep it from seeing the channel
 * that it changes, and with zero columns from changing the others.
 */
function coupling(weights: Weights, block: number, pixels: tf.Tensor2D, { kind, bound }: FlowArgs): Coupling {
  const channels = pixels.shape[1];
  const changed = (block - 1) % channels;
  const part = (name: string) => weights[`block${block}.${name}`] as tf.Tensor2D;
  const identity = Array.from({ length: channels }, (_, i) =>
    Array.from({ length: channels }, (_, j) => (i === j ? 1 : 0)),
  );
  const only = tf.tensor2d([identity[changed]!]);
  const others = tf.tensor2d(identity.map((row) => row.filter((_, j) => j !== changed)));

  const seen = tf.matMul(others, part('hidden.weight'));
  const hidden = tf.relu(tf.add(tf.matMul(pixels, seen), part('hidden.bias'))) as tf.Tensor2D;
  const output = (name: string) =>
    tf.add(tf.matMul(hidden, tf.matMul(part(`${name}.weight`), only)), tf.mul(only, part(`${name}.bias`)));
  return {
    shift: output('shift'),
    logScale: kind === 'nvp' ? tf.mul(tf.tanh(tf.mul(output('scale'), 1 / bound)), bound) : undefined,
  };
}

const toPixels = (image: tf.Tensor): tf.Tensor2D => tf.reshape(image, [-1, image.shape[image.rank - 1]!]);

/** The blocks in order: the pixels after the last and the log-scale of each. */
function forward(weights: Weights, input: tf.Tensor, args: FlowArgs) {
  const logScales: tf.Tensor[] = [];
  let pixels = toPixels(input);
  for (let block = 1; block <= args.blocks; block++) {
    const { shift, logScale } = coupling(weights, block, pixels, args);
    if (logScale) logScales.push(logScale);
    pixels = tf.add(logScale ? tf.mul(pixels, tf.exp(logScale)) : pixels, shift);
  }
  return { pixels, logScales };
}

/** The image that `apply` turns into `output`: `[N, H, W, C]` to the same. */
export function inverse(weights: Weights, output: tf.Tensor, args: FlowArgs): tf.Tensor {
  let pixels = toPixels(output);
  for (let block = args.blocks; block >= 1; block--) {
    const { shift, logScale } = coupling(weights, block, pixels, args);
    const shifted: tf.Tensor2D = tf.sub(pixels, shift);
    pixels = logScale ? tf.mul(shifted, tf.exp(tf.neg(logScale))) : shifted;
  }
  return tf.reshape(pixels, output.shape);
}

/** log |det ∂output/∂input| of each image, in nats: `[N, H, W, C]` to `[N]`; 0 where the volume is preserved. */
export function logDeterminant(weights: Weights, input: tf.Tensor, args: FlowArgs): tf.Tensor1D {
  const rows = input.shape[0]!;
  const { logScales } = forward(weights, input, args);
  if (logScales.length === 0) return tf.zeros([rows]);
  return tf.sum(tf.reshape(tf.addN(logScales), [rows, -1]), 1);
}

const implementation: ModelImplementation<FlowArgs> = {
  apply: (weights, input, args) => tf.reshape(forward(weights, input, args).pixels, input.shape),
};

export default implementation;
