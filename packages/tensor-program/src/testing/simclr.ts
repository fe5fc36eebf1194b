import type { HostTensor, HostTensors, ProgramSpec } from '@infomin/plugin';
import { Random } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

export interface SimclrOptions {
  /** Images a view. */
  readonly batch: number;
  readonly size: number;
  readonly channels: readonly number[];
  readonly embedding: number;
}

interface Slice {
  readonly name: string;
  readonly shape: readonly number[];
}

function slicesOf({ channels, embedding }: SimclrOptions): Slice[] {
  const layers = channels.slice(1).flatMap((out, i) => [
    { name: `conv${i}`, shape: [3, 3, channels[i]!, out] },
    { name: `scale${i}`, shape: [out] },
    { name: `offset${i}`, shape: [out] },
  ]);
  return [...layers, { name: 'dense', shape: [channels.at(-1)!, embedding] }];
}

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

function unflatten(flat: tf.Tensor, slices: readonly Slice[]): Record<string, tf.Tensor> {
  let at = 0;
  return Object.fromEntries(
    slices.map(({ name, shape }) => {
      const size = sizeOf(shape);
      const part = tf.reshape(tf.slice(flat, [at], [size]), [...shape]);
      at += size;
      return [name, part];
    }),
  );
}

/** Convolution, batch norm over (N, H, W), ReLU. */
function block(x: tf.Tensor, w: Record<string, tf.Tensor>, i: number): tf.Tensor {
  const y = tf.conv2d(x as tf.Tensor4D, w[`conv${i}`] as tf.Tensor4D, 2, 'same');
  const mean = tf.mean(y, [0, 1, 2]);
  const centred = tf.sub(y, mean);
  const variance = tf.mean(tf.square(centred), [0, 1, 2]);
  const normal = tf.mul(centred, tf.rsqrt(tf.add(variance, 1e-5)));
  return tf.relu(tf.add(tf.mul(normal, w[`scale${i}`]!), w[`offset${i}`]!));
}

/** −log of the share of the positive among the rows of b, in nats; both ways. */
function infoNce(a: tf.Tensor, b: tf.Tensor, temperature: number): tf.Tensor {
  const unit = (x: tf.Tensor) => tf.div(x, tf.sqrt(tf.add(tf.sum(tf.square(x), 1, true), 1e-12)));
  const logits = tf.div(tf.matMul(unit(a) as tf.Tensor2D, unit(b) as tf.Tensor2D, false, true), temperature);
  const n = a.shape[0]!;
  const positives = tf.eye(n);
  const one = (l: tf.Tensor) => tf.neg(tf.div(tf.sum(tf.mul(tf.logSoftmax(l), positives)), n));
  return tf.div(tf.add(one(logits), one(tf.transpose(logits))), 2);
}

/** A SimCLR-like step: strided convolutions with batch norm, mean pool, InfoNCE, SGD with momentum on flat weights. */
export function simclr(options: SimclrOptions): {
  spec: ProgramSpec;
  state: HostTensors;
  batch: (step: number) => HostTensors;
} {
  const slices = slicesOf(options);
  const total = slices.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const { batch, size, channels } = options;
  const images = [2 * batch, size, size, channels[0]!];
  const random = Random.of(1, 'weights');
  const weights = new Float32Array(total);
  let at = 0;
  for (const { name, shape } of slices) {
    const part = weights.subarray(at, at + sizeOf(shape));
    if (name.startsWith('scale')) part.fill(1);
    else if (!name.startsWith('offset')) random.fillNormal(part, Math.sqrt(2 / sizeOf(shape.slice(0, -1))));
    at += part.length;
  }
  const spec: ProgramSpec = {
    name: 'simclr',
    state: {
      weights: { dtype: 'float32', shape: [total] },
      momentum: { dtype: 'float32', shape: [total] },
    },
    weights: ['weights'],
    inputs: { images: { dtype: 'uint8', shape: images }, lr: { dtype: 'float32', shape: [] } },
    body: (state, inputs) => {
      const parts = unflatten(state.weights!, slices);
      const loss = (...values: tf.Tensor[]) => {
        const w = Object.fromEntries(slices.map(({ name }, i) => [name, values[i]!]));
        const x = channels.slice(1).reduce((y, _, i) => block(y, w, i), tf.div(inputs.images!, 255));
        const h = tf.matMul(tf.mean(x, [1, 2]) as tf.Tensor2D, w.dense as tf.Tensor2D);
        const [a, b] = tf.split(h, 2);
        return infoNce(a!, b!, 0.1) as tf.Scalar;
      };
      const { value, grads } = tf.valueAndGrads(loss)(slices.map(({ name }) => parts[name]!));
      const gradient = tf.concat(grads.map((g) => tf.reshape(g, [-1])));
      const momentum = tf.add(tf.mul(state.momentum!, 0.9), gradient);
      const next = tf.sub(state.weights!, tf.mul(momentum, inputs.lr!));
      return { state: { weights: next, momentum }, outputs: { loss: value } };
    },
  };
  const float = (shape: number[], data: Float32Array): HostTensor => ({ dtype: 'float32', shape, data });
  return {
    spec,
    state: { weights: float([total], weights), momentum: float([total], new Float32Array(total)) },
    batch: (step) => {
      const source = Random.of(2, 'images').at(step);
      const data = Uint8Array.from({ length: sizeOf(images) }, () => source.int(256));
      return { images: { dtype: 'uint8', shape: images, data }, lr: float([], Float32Array.of(0.03)) };
    },
  };
}
