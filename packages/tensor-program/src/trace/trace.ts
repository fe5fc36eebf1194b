import { type ProgramSpec, type TensorSpec, tensorRandom } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { type Graph, type GraphInput, type GraphOutput, type InputSource, newValue } from '../ir/graph.js';
import { type Check, verify } from '../ir/verify.js';
import { type Core, core } from '../ops/core.js';
import { type TraceBackend, traceBackendName } from './backend.js';
import { withoutMathRandom } from './randomness.js';
import { traceBackend } from './register.js';

/** Makes the tracing backend the current one while `body` runs; no other code runs in between. */
function withTraceBackend<T>(body: () => T): T {
  const before = tf.engine().backendName;
  // Our backend starts at once, so it is in place when the call returns.
  void tf.setBackend(traceBackendName);
  try {
    return body();
  } finally {
    if (before) void tf.setBackend(before);
  }
}

/** Runs a program's body once and gives what it would compute. Throws {@link UserError} where it cannot be traced. */
export function trace(spec: ProgramSpec, check: Check = verify): Graph<Core> {
  const backend = traceBackend();
  const inputs: GraphInput[] = [];
  const outputs: GraphOutput[] = [];
  const declare = (source: InputSource, { shape, dtype }: TensorSpec): tf.Tensor => {
    const value = newValue({ shape, dtype });
    inputs.push({ value, source });
    if (dtype !== 'uint8') return backend.tensor(value);
    return backend.tensor(backend.builder('an input').add('Cast', [value], { dtype: 'float32' }));
  };
  const { nodes } = withTraceBackend(() =>
    backend.record(spec.name, () =>
      tf.tidy(() => {
        const named = (kind: 'state' | 'input', specs: Readonly<Record<string, TensorSpec>>) =>
          Object.fromEntries(Object.entries(specs).map(([name, s]) => [name, declare({ kind, name }, s)]));
        const random = tensorRandom((draw) =>
          declare({ kind: 'random', draw }, { dtype: 'float32', shape: draw.shape }),
        );
        const result = withoutMathRandom(spec.name, () =>
          spec.body(named('state', spec.state), named('input', spec.inputs), random),
        );
        outputs.push(...readOutputs(backend, spec, 'state', result.state ?? {}));
        outputs.push(...readOutputs(backend, spec, 'output', result.outputs));
      }),
    ),
  );
  const graph = { name: spec.name, dialect: core, inputs, nodes, outputs };
  check(graph, 'trace');
  return graph;
}

function readOutputs(
  backend: TraceBackend,
  spec: ProgramSpec,
  kind: GraphOutput['kind'],
  tensors: Readonly<Record<string, tf.Tensor>>,
): GraphOutput[] {
  return Object.entries(tensors).map(([name, tensor]) => {
    const value = backend.recorded(tensor, `the ${kind} '${name}'`);
    const expected = spec.state[name];
    if (
      kind === 'state' &&
      expected &&
      (expected.dtype !== value.dtype || expected.shape.join() !== value.shape.join())
    ) {
      throw new Error(
        `${spec.name}: the next value of state '${name}' is ${value.dtype}[${value.shape}], not ${expected.dtype}[${expected.shape}]`,
      );
    }
    return { kind, name, value };
  });
}
