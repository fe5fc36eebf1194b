import type { HostTensor, TensorSpec } from '@infomin/plugin';
import { sizeOf } from '@infomin/tensor-program';
import { Tensor } from './onnxruntime.js';

/** A runtime tensor over the same memory. */
export function toRuntime(value: HostTensor): Tensor {
  return new Tensor(value.dtype, value.data as Float32Array, [...value.shape]);
}

const arrays = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array };

/** A runtime tensor over the start of memory of zeros. */
export function zerosOf({ dtype, shape }: TensorSpec, zeros = new ArrayBuffer(4 * sizeOf(shape))): Tensor {
  return toRuntime({ dtype, shape, data: new arrays[dtype](zeros, 0, sizeOf(shape)) });
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
