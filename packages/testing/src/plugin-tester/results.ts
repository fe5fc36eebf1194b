import { formatType, rowShape, type Type } from '@infomin/plugin';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Throws where a result is not rows of the type that the signature inferred. */
export function checkResult(id: string, result: Tensor, type: Type, rows: number): Tensor {
  const shape = [rows, ...rowShape(type)];
  const dtype = type.kind === 'Class' ? 'int32' : 'float32';
  if (result.dtype !== dtype || result.shape.join() !== shape.join()) {
    throw new Error(
      `${id} gave ${result.dtype}[${result.shape}]; its signature infers ${formatType(type)}, ${dtype}[${shape}]`,
    );
  }
  return result;
}

/** Throws where a result is not one number. */
export function checkScalar(id: string, what: string, result: Tensor): Tensor {
  if (result.rank !== 0 || result.dtype !== 'float32') {
    throw new Error(`${id} gave ${result.dtype}[${result.shape}] as its ${what}, which is one float32, []`);
  }
  return result;
}
