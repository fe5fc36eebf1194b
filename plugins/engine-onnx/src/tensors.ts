import type { HostTensor } from '@infomin/plugin';
import { Tensor } from 'onnxruntime-node';
import { sizeOf, type Value } from './graph/graph.js';

/** A runtime tensor over the same memory. */
export function toRuntime(value: HostTensor): Tensor {
  return new Tensor(value.dtype, value.data as Float32Array, [...value.shape]);
}

/** A runtime tensor over the start of `zeros`. */
export function zerosOf({ dtype, shape }: Value, zeros: ArrayBuffer): Tensor {
  const size = sizeOf(shape);
  switch (dtype) {
    case 'float32':
      return new Tensor(dtype, new Float32Array(zeros, 0, size), shape);
    case 'int32':
      return new Tensor(dtype, new Int32Array(zeros, 0, size), shape);
    case 'int64':
      return new Tensor(dtype, new BigInt64Array(zeros, 0, size), shape);
    case 'bool':
    case 'uint8':
      return new Tensor(dtype, new Uint8Array(zeros, 0, size), shape);
  }
}

/** The values of a runtime tensor, copied where the tensor lives on; `bool` becomes int32 with values 0 and 1. */
export function fromRuntime(tensor: Tensor, copy: boolean): HostTensor {
  const shape = [...tensor.dims];
  switch (tensor.type) {
    case 'float32': {
      const data = tensor.data as Float32Array;
      return { dtype: 'float32', shape, data: copy ? data.slice() : data };
    }
    case 'int32': {
      const data = tensor.data as Int32Array;
      return { dtype: 'int32', shape, data: copy ? data.slice() : data };
    }
    case 'uint8': {
      const data = tensor.data as Uint8Array;
      return { dtype: 'uint8', shape, data: copy ? data.slice() : data };
    }
    case 'bool':
      return { dtype: 'int32', shape, data: Int32Array.from(tensor.data as Uint8Array) };
    default:
      throw new Error(`a program gave a tensor of type ${tensor.type}`);
  }
}
