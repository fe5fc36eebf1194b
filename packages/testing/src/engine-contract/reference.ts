import type { HostTensor, HostTensors } from '@infomin/plugin';
import '@infomin/plugin-engine-tfjs/cpu';
import * as tf from '@tensorflow/tfjs-core';
import '@infomin/tensor-program/gradients';
import { drawInput, type OpCase } from './case.js';

const isFloat = ([, tensor]: readonly [string, tf.Tensor]) => tensor.dtype === 'float32';

/** Results of a case named `y0`, `y1`, …, and gradients `d_x` of a weighted sum of its float results. */
export function computeCase(
  { compute, gradient = true }: OpCase,
  inputs: Readonly<Record<string, tf.Tensor>>,
): Record<string, tf.Tensor> {
  const floats = Object.entries(inputs).filter(isFloat);
  const results = [compute(inputs)].flat();
  const named = Object.fromEntries(results.map((y, i) => [`y${i}`, y]));
  if (!gradient || floats.length === 0) return named;
  const weighted = (...values: tf.Tensor[]) => {
    const varied = { ...inputs, ...Object.fromEntries(floats.map(([name], i) => [name, values[i]!])) };
    const terms = [compute(varied)]
      .flat()
      .filter((y) => y.dtype === 'float32')
      .map((y, i) => tf.sum(tf.mul(y, cotangent(y.shape, i))));
    return tf.addN(terms) as tf.Scalar;
  };
  const gradients = tf.grads(weighted)(floats.map(([, tensor]) => tensor));
  return { ...named, ...Object.fromEntries(floats.map(([name], i) => [`d_${name}`, gradients[i]!])) };
}

function cotangent(shape: readonly number[], at: number): tf.Tensor {
  const { data } = drawInput(`cotangent${at}`, { shape });
  return tf.tensor(data, [...shape], 'float32');
}

/** What a body of tfjs ops gives on tfjs's own plain JavaScript kernels. */
export function onCpu(
  body: (inputs: Record<string, tf.Tensor>) => Record<string, tf.Tensor>,
  given: HostTensors,
): HostTensors {
  const before = tf.engine().backendName;
  silence();
  void tf.setBackend('cpu');
  try {
    return tf.tidy(() => {
      const inputs = Object.entries(given).map(([name, { data, shape, dtype }]) => {
        const values = dtype === 'uint8' ? Float32Array.from(data) : data;
        return [name, tf.tensor(values, [...shape], dtype === 'int32' ? 'int32' : 'float32')] as const;
      });
      const results = Object.entries(body(Object.fromEntries(inputs)));
      // biome-ignore lint/suspicious/noExplicitAny: tidy takes containers of tensors, and hands on what holds none.
      return Object.fromEntries(results.map(([name, y]) => [name, toHost(y)])) as any;
    });
  } finally {
    if (before) void tf.setBackend(before);
  }
}

/** Keeps the backend from advising to install another one. */
function silence(): void {
  const backend = tf.findBackend('cpu') as { firstUse?: boolean } | null;
  if (backend) backend.firstUse = false;
}

function toHost(y: tf.Tensor): HostTensor {
  const data = y.dataSync();
  return y.dtype === 'float32'
    ? { dtype: 'float32', shape: [...y.shape], data: Float32Array.from(data) }
    : { dtype: 'int32', shape: [...y.shape], data: Int32Array.from(data) };
}
