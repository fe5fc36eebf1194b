/** PyTorch's `[out, in, kh, kw]` and `[out, in]` to `[kh, kw, in, out]` and `[in, out]`; others as they are. */
export function transposed(values: ArrayLike<number>, shape: readonly number[]): Float32Array {
  if (shape.length < 2) return Float32Array.from(values);
  const out = shape[shape.length - 1]!;
  const from = shape[shape.length - 2]!;
  const taps = shape.length === 4 ? shape[0]! * shape[1]! : 1;
  const result = new Float32Array(values.length);
  for (let tap = 0, at = 0; tap < taps; tap++) {
    for (let i = 0; i < from; i++) {
      for (let o = 0; o < out; o++) result[at++] = values[(o * from + i) * taps + tap]!;
    }
  }
  return result;
}
