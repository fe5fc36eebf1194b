import type { Engine } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

/** Rows a product: within it sums are float32, between them float64. */
const chunkRows = 1024;

/** `XᵀX` of a matrix `[N, D]`, as `[D, D]`: products on an engine, some rows at a time, summed in float64. */
export async function gram(
  engine: Engine,
  x: Float32Array,
  columns: number,
  signal: AbortSignal,
): Promise<Float64Array> {
  const rows = x.length / columns;
  const height = Math.min(rows, chunkRows);
  const chunk = { dtype: 'float32', shape: [height, columns] } as const;
  const program = await engine.compile({
    name: 'RegressionProbe/gram',
    state: {},
    inputs: { chunk },
    body: (_state, inputs) => ({ outputs: { gram: tf.matMul(inputs.chunk!, inputs.chunk!, true) } }),
  });
  const state = engine.createState({});
  const sum = new Float64Array(columns * columns);
  try {
    for (let from = 0; from < rows; from += height) {
      signal.throwIfAborted();
      let data = x.subarray(from * columns, (from + height) * columns);
      if (data.length < height * columns) {
        const padded = new Float32Array(height * columns);
        padded.set(data);
        data = padded;
      }
      const { gram } = await program.run(state, { chunk: { ...chunk, data } }, { seed: 0, step: 0 });
      for (let i = 0; i < sum.length; i++) sum[i]! += gram!.data[i]!;
    }
  } finally {
    program.dispose();
    state.dispose();
  }
  return sum;
}
