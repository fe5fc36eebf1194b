import type { TensorSpec } from './engine.js';

/** Throws where a tensor is missing, or of another type or shape than a program expects. */
export function checkTensor(where: string, expected: TensorSpec, given: TensorSpec | undefined): void {
  if (!given) throw new Error(`${where} is missing`);
  if (given.dtype !== expected.dtype || given.shape.join() !== expected.shape.join()) {
    throw new Error(
      `${where} is ${given.dtype}[${given.shape}], the program expects ${expected.dtype}[${expected.shape}]`,
    );
  }
}
