import type { ApplyNode, Place, TermNode, ViewNode } from '@infomin/plan';
import { formatType, type TermEstimate, type Type } from '@infomin/plugin';
import { Tensor } from '@tensorflow/tfjs-core';
import { faultOf, formatTensor } from './fault.js';

/** What a view operation or a model gave, if it is what its signature inferred for as many rows as it was given. */
export function checkResult(node: ViewNode | ApplyNode, id: string, result: unknown, input: Tensor): Tensor {
  const { type } = node;
  const expected = {
    dtype: type.kind === 'Class' ? 'int32' : 'float32',
    shape: shapeOf(type, input.shape[0]!),
  };
  if (isTensor(result) && result.dtype === expected.dtype && matches(result.shape, expected.shape))
    return result;
  throw faultOf(
    id,
    node.place,
    `gave ${described(result)}, its signature inferred ${formatType(type)}: ${formatTensor(expected)}`,
  );
}

/** What a term gave, if value and loss are scalars. */
export function checkEstimate(node: TermNode, id: string, estimate: TermEstimate): TermEstimate {
  for (const part of ['value', 'loss'] as const) {
    const given: unknown = estimate?.[part];
    if (isTensor(given) && given.dtype === 'float32' && given.rank === 0) continue;
    throw faultOf(
      id,
      node.place,
      `gave as its ${part} ${described(given)}, a term gives a scalar: float32 []`,
    );
  }
  return estimate;
}

/** What an optimiser gave, if it is as many weights as it was given. */
export function checkWeights(id: string, place: Place, given: unknown, weights: number): Tensor {
  const expected = { dtype: 'float32', shape: [weights] };
  if (isTensor(given) && given.dtype === expected.dtype && matches(given.shape, expected.shape)) return given;
  throw faultOf(
    id,
    place,
    `gave ${described(given)}, an optimizer gives the next weights: ${formatTensor(expected)}`,
  );
}

/** A result in words: `float32 [16, 3]`. */
export function described(result: unknown): string {
  if (isTensor(result)) return formatTensor(result);
  return Array.isArray(result)
    ? `a list of ${result.length}`
    : `${result === undefined ? 'nothing' : typeof result}`;
}

export function isTensor(value: unknown): value is Tensor {
  return value instanceof Tensor;
}

export function matches(shape: readonly number[], expected: Type['dims']): boolean {
  return shape.length === expected.length && expected.every((dim, i) => dim === '?' || dim === shape[i]);
}

function shapeOf(type: Type, rows: number): Type['dims'] {
  return [rows, ...(type.kind === 'Class' || type.kind === 'Scalar' ? [] : type.dims)];
}
