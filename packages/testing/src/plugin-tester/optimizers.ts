import type { HostTensor } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import type { Bench, Given } from './bench.js';

/** A function to be minimised by an optimiser under test. */
export interface Descent {
  readonly start: readonly number[];
  /** Of the function, at some weights. */
  readonly gradient: (weights: readonly number[]) => readonly number[];
  readonly steps: number;
  /** The constructor's `lr` if left out. */
  readonly learningRate?: number;
  /** 1 where weight decay applies, 0 where not; everywhere if left out. */
  readonly decayMask?: readonly number[];
}

/** The weights after each step. */
export async function descended(
  bench: Bench,
  call: string,
  { start, gradient, steps, learningRate, decayMask = start.map(() => 1) }: Descent,
  given: Given,
): Promise<number[][]> {
  const { id, args, implementation } = await bench.resolve(call, 'optimizer', given);
  const vector = (values: Iterable<number>): HostTensor => {
    const data = Float32Array.from(values);
    return { dtype: 'float32', shape: [data.length], data };
  };
  const scalar = { dtype: 'float32', shape: [] } as const;
  const flat = { dtype: 'float32', shape: [start.length] } as const;
  const state = Object.fromEntries(['weights', ...implementation.slots].map((name) => [name, flat]));
  const engine = await bench.engine();
  const program = await engine.compile({
    name: id,
    state,
    inputs: { gradient: flat, learningRate: scalar, step: scalar },
    body({ weights, ...slots }, inputs) {
      const next = implementation.update(
        {
          weights: weights!,
          slots,
          gradient: inputs.gradient!,
          learningRate: inputs.learningRate!,
          step: inputs.step!,
          decayMask: () => tf.tensor1d([...decayMask]),
        },
        args,
      );
      return { state: { weights: next.weights, ...next.slots }, outputs: { weights: next.weights } };
    },
  });
  const zeros = start.map(() => 0);
  const held = engine.createState(
    Object.fromEntries(Object.keys(state).map((name) => [name, vector(name === 'weights' ? start : zeros)])),
  );
  const rate = Float32Array.of(learningRate ?? (args as { lr: number }).lr);
  try {
    const path: number[][] = [];
    for (let step = 1, at = [...start]; step <= steps; step++) {
      const inputs = {
        gradient: vector(gradient(at)),
        learningRate: { ...scalar, data: rate },
        step: { ...scalar, data: Float32Array.of(step) },
      };
      at = [...(await program.run(held, inputs, { seed: 0, step })).weights!.data];
      path.push(at);
    }
    return path;
  } finally {
    held.dispose();
    program.dispose();
  }
}
