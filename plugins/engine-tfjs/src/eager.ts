import { setImmediate } from 'node:timers/promises';
import type { Engine, HostTensor, HostTensors, ProgramSpec, RandomKey } from '@infomin/plugin';
import { checkTensor, fillDraw, tensorRandom } from '@infomin/plugin';
import { withoutMathRandom } from '@infomin/tensor-program';
import * as tf from '@tensorflow/tfjs-core';
import '@infomin/tensor-program/gradients';
import { EagerState } from './eager-state.js';
import { fromHost, toHost } from './host.js';

export interface EagerOptions {
  readonly name: string;
  readonly description: string;
  /** The tfjs backend, registered already. */
  readonly backend: string;
}

/**
 * Makes a backend the one that ops run on. tfjs's choice is one for the whole process, so each synchronous stretch of
 * work makes its own.
 */
function use(backend: string): void {
  // For a backend that starts at once, it is in place when the call returns.
  if (tf.engine().backendName !== backend) void tf.setBackend(backend);
}

async function run(
  backend: string,
  spec: ProgramSpec,
  state: EagerState,
  inputs: HostTensors,
  key: RandomKey,
): Promise<HostTensors> {
  for (const [name, expected] of Object.entries(spec.state)) {
    checkTensor(`${spec.name}: state '${name}'`, expected, state.specs[name]);
  }
  for (const [name, expected] of Object.entries(spec.inputs)) {
    checkTensor(`${spec.name}: input '${name}'`, expected, inputs[name]);
  }
  use(backend);
  const stateNames: string[] = [];
  const outputNames: string[] = [];
  const tensors = tf.tidy(() => {
    const random = tensorRandom((draw) => tf.tensor(fillDraw(draw, key), [...draw.shape], 'float32'));
    const fed = Object.keys(spec.inputs).map((name) => [name, fromHost(inputs[name]!)] as const);
    const read = Object.keys(spec.state).map((name) => [name, state.get(name)] as const);
    const result = withoutMathRandom(spec.name, () =>
      spec.body(Object.fromEntries(read), Object.fromEntries(fed), random),
    );
    stateNames.push(...Object.keys(result.state ?? {}));
    outputNames.push(...Object.keys(result.outputs));
    // One tensor may stand under several names, or be an input: a clone each gives each its own life.
    return [...Object.values(result.state ?? {}), ...Object.values(result.outputs)].map((t) => tf.clone(t));
  });
  for (const [i, name] of stateNames.entries()) state.replace(spec.name, name, tensors[i]!);
  const outputs = tensors.slice(stateNames.length);
  const values: [string, HostTensor][] = [];
  for (const [i, name] of outputNames.entries()) {
    values.push([name, await toHost(outputs[i]!)]);
    outputs[i]!.dispose();
  }
  return Object.fromEntries(values);
}

/** An engine that runs a program's body anew in every run, each op at once on a tfjs backend. */
export function createEagerEngine({ name, description, backend }: EagerOptions): Engine {
  return {
    name,
    description,
    createState: (values) => {
      use(backend);
      return new EagerState(values, () => use(backend));
    },
    compile: async (spec) => ({
      run: async (state, inputs, key) => {
        if (!(state instanceof EagerState))
          throw new Error(`${spec.name}: the state belongs to another engine`);
        // Ops in plain JavaScript leave no time for timers and signals, else.
        await setImmediate();
        return run(backend, spec, state, inputs, key);
      },
      dispose: () => {},
    }),
    dispose: async () => {},
  };
}
