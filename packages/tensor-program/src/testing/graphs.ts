import type { Tensor } from '@tensorflow/tfjs-core';
import type { Graph } from '../ir/graph.js';
import type { Core } from '../ops/core.js';
import { trace } from '../trace/trace.js';

/** The graph of a function of x, a float32 of this shape. */
export function graphOf(shape: readonly number[], body: (x: Tensor) => Tensor | Tensor[]): Graph<Core> {
  return trace({
    name: 'f',
    state: {},
    inputs: { x: { dtype: 'float32', shape } },
    body: (_state, { x }) => ({
      outputs: Object.fromEntries([body(x!)].flat().map((y, i) => [`y${i}`, y])),
    }),
  });
}

export const opsOf = (graph: Graph): string[] => graph.nodes.map(({ op }) => op);
