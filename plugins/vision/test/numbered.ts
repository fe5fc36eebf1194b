import { type Storable, torchShape } from '@infomin/plugin/safetensors';

/** Uniform in [-1, 1), by the tensor's name and the element's place in PyTorch's layout; as numbers.py does it. */
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
    shape.length > 1
      ? [0, Math.sqrt(3 / fanIn)]
      : name.endsWith('running_var')
        ? [1, 0.5]
        : name.endsWith('weight')
          ? [1, 0.3]
          : [0, 0.2];
  const data = new Float32Array(numbers(name, size).map((x) => mean + reach * x));
  return { dtype: 'float32', shape: torchShape(shape), data };
}
