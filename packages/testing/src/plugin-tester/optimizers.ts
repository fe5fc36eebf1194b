import type { HostTensor, HostTensors, WeightSegment } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import type { Bench, Given } from './bench.js';
import { initialState, openState } from './state.js';

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
  /** The tensors that the weights are made of; one that weight decay applies to, if left out. */
  readonly segments?: readonly WeightSegment[];
}

/** The weights after each step. */
export async function descended(
  bench: Bench,
  call: string,
  {
    start,
    gradient,
    steps,
    learningRate,
    decayMask = start.map(() => 1),
    segments = [{ offset: 0, size: start.length, decay: true }],
  }: Descent,
  given: Given,
): Promise<number[][]> {
  const { id, signature, args, implementation } = await bench.resolve(call, 'optimizer', given);
  const vector = (values: Iterable<number>): HostTensor => {
    const data = Float32Array.from(values);
    return { dtype: 'float32', shape: [data.length], data };
  };
  const scalar = { dtype: 'float32', shape: [] } as const;
  const flat = { dtype: 'float32', shape: [start.length] } as const;
  const specs = signature.state?.(args, start.length) ?? {};
  const initial: HostTensors = { weights: vector(start), ...initialState('state', specs) };
  const engine = await bench.engine();
  const program = await engine.compile({
    name: id,
    state: initial,
    inputs: { gradient: flat, learningRate: scalar, step: scalar },
    body({ weights, ...rest }, inputs) {
      const moved: Record<string, tf.Tensor> = {};
      const next = implementation.update(
        {
          weights: weights!,
          ...openState(id, 'state', specs, rest, moved),
          gradient: inputs.gradient!,
          learningRate: inputs.learningRate!,
          step: inputs.step!,
          decayMask: () => tf.tensor1d([...decayMask]),
          segments,
        },
        args,
      );
      const states = Object.entries(moved).map(([name, value]) => [name.replace('next.', 'state.'), value]);
      return { state: { weights: next, ...Object.fromEntries(states) }, outputs: { weights: next } };
    },
  });
  const held = engine.createState(initial);
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
