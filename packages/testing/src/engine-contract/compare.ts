import type { HostTensor, HostTensors } from '@infomin/plugin';
import { expect } from 'vitest';

/** Largest |actual − expected| over the largest |expected| of the tensor, NaN and infinities having to be the same. */
function relativeError(actual: HostTensor, expected: HostTensor): number {
  let scale = 1e-6;
  for (const x of expected.data) if (Number.isFinite(x)) scale = Math.max(scale, Math.abs(x));
  return Array.from(expected.data, (x, i) => {
    const y = actual.data[i]!;
    return Object.is(x, y) || x === y ? 0 : Math.abs(y - x) / scale;
  }).reduce((worst, error) => (Number.isNaN(error) ? Number.POSITIVE_INFINITY : Math.max(worst, error)), 0);
}

/** Expects the same names, types and shapes, and values within a relative error. */
export function expectClose(actual: HostTensors, expected: HostTensors, tolerance = 1e-4): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, value] of Object.entries(expected)) {
    const { dtype, shape } = actual[name]!;
    expect({ name, dtype, shape: [...shape] }).toEqual({ name, dtype: value.dtype, shape: [...value.shape] });
    const error = relativeError(actual[name]!, value);
    expect(error, `relative error of ${name}`).toBeLessThan(value.dtype === 'int32' ? 1e-12 : tolerance);
  }
}
