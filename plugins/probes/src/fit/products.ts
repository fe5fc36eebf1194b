import type { Engine } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

/** At most so many entries of a product are there at once (64 MB). */
const entries = 1 << 24;

/**
 * `A · Bᵀ` on an engine, some rows of A at a time.
 *
 * @param a `[N, D]`
 * @param b `[M, D]`, kept in the engine
 * @param take gets each row of the product, `[M]`, with its number; the array is valid during the call only
 */
export async function rowsOfProduct(
  engine: Engine,
  name: string,
  a: Float32Array,
  b: Float32Array,
  columns: number,
  take: (row: number, values: Float32Array) => void,
  signal: AbortSignal,
): Promise<void> {
  const rows = a.length / columns;
  const width = b.length / columns;
  const height = Math.max(1, Math.min(rows, 4096, Math.floor(entries / width)));
  const right = { dtype: 'float32', shape: [width, columns], data: b } as const;
  const program = await engine.compile({
    name,
    state: { right },
    inputs: { left: { dtype: 'float32', shape: [height, columns] } },
    body: (state, inputs) => ({ outputs: { product: tf.matMul(inputs.left!, state.right!, false, true) } }),
  });
  const state = engine.createState({ right });
  try {
    for (let from = 0; from < rows; from += height) {
      signal.throwIfAborted();
      // The last rows once more rather than fewer: the program's shapes are fixed.
      const start = Math.min(from, rows - height);
      const left = a.subarray(start * columns, (start + height) * columns);
      const { product } = await program.run(
        state,
        { left: { dtype: 'float32', shape: [height, columns], data: left } },
        { seed: 0, step: 0 },
      );
      const values = product!.data as Float32Array;
      for (let row = from; row < start + height; row++) {
        take(row, values.subarray((row - start) * width, (row - start + 1) * width));
      }
    }
  } finally {
    program.dispose();
    state.dispose();
  }
}

/** The place of the largest of some numbers. */
export function argmax(values: Float32Array | Float64Array): number {
  let at = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[at]!) at = i;
  return at;
}
