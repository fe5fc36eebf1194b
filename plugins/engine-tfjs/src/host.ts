import type { HostTensor } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

/** A tensor of the current backend with these values; `uint8` becomes float32 with values 0..255. */
export function fromHost(value: HostTensor): tf.Tensor {
  const dtype = value.dtype === 'int32' ? 'int32' : 'float32';
  const data = value.dtype === 'uint8' ? Float32Array.from(value.data) : value.data.slice();
  return tf.tensor(data, [...value.shape], dtype);
}

/** The values of a tensor; `bool` becomes int32 with values 0 and 1. */
export async function toHost(tensor: tf.Tensor): Promise<HostTensor> {
  const data = await tensor.data();
  if (tensor.dtype === 'float32') {
    return { dtype: 'float32', shape: [...tensor.shape], data: Float32Array.from(data) };
  }
  return { dtype: 'int32', shape: [...tensor.shape], data: Int32Array.from(data) };
}
