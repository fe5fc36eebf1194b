import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WeightSpecs } from '@infomin/plugin';
import { type Storable, torchShape, writeSafetensors } from '@infomin/plugin/safetensors';
import { afterAll, expect } from 'vitest';

/** Uniform in [-1, 1), by the tensor's name and the element's place in PyTorch's layout; as numbers_by_name.py does it. */
export function numbers(name: string, size: number): Float64Array {
  let seed = 2166136261;
  for (const byte of Buffer.from(name)) seed = Math.imul(seed ^ byte, 16777619);
  const values = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let h = (Math.imul(i, 2654435761) + seed) >>> 0;
    h ^= h >>> 16;
    h = Math.imul(h, 2246822507);
    h ^= h >>> 13;
    values[i] = (h >>> 0) / 2 ** 31 - 1;
  }
  return values;
}

/** A tensor that is ours with `shape`, in PyTorch's layout, with such numbers. */
export function numbered(name: string, shape: readonly number[]): Storable {
  const size = shape.reduce((product, side) => product * side, 1);
  const fanIn = size / (shape.at(-1) ?? 1);
  const [mean, reach] =
    shape.length === 3
      ? [0, 0.5]
      : shape.length > 1
        ? [0, Math.sqrt(3 / fanIn)]
        : name.endsWith('running_var')
          ? [1, 0.5]
          : name.endsWith('weight')
            ? [1, 0.3]
            : [0, 0.2];
  const data = new Float32Array(numbers(name, size).map((x) => mean + reach * x));
  return { dtype: 'float32', shape: torchShape(shape), data };
}

/** A file of numbered weights, as PyTorch writes them; it is there until the tests of its file end. */
export function fileOf(specs: WeightSpecs): string {
  const folder = mkdtempSync(join(tmpdir(), 'infomin-numbered-'));
  made.push(folder);
  const path = join(folder, 'weights.safetensors');
  const tensors = Object.entries(specs).map(([name, { shape }]) => [name, numbered(name, shape)]);
  writeFileSync(path, writeSafetensors(Object.fromEntries(tensors)));
  return path;
}

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

export function expectNear(actual: ArrayLike<number>, expected: readonly number[]) {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries())
    expect(Math.abs(actual[i]! - value), `${i}`).toBeLessThan(1e-4);
}

/** `[N, C, H, W]` to `[N, H, W, C]`. */
export function channelsLast(
  values: Float64Array,
  channels: number,
  height: number,
  width: number,
): Float32Array {
  const area = height * width;
  return Float32Array.from(values, (_, at) => {
    const [row, pixel, c] = [
      Math.floor(at / (area * channels)),
      Math.floor(at / channels) % area,
      at % channels,
    ];
    return values[(row * channels + c) * area + pixel]!;
  });
}
