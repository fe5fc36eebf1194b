import { UserError } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import './gradients.js';
import type { Builder } from '../ir/builder.js';
import { core } from '../ops/core.js';
import type { Dialect, Row } from '../ops/row.js';
import { TraceBackend, traceBackendName } from './backend.js';
import { callerFrame } from './caller.js';
import { compositions } from './compositions.js';

/** Names of all kernels that tfjs-core knows: it exports each as a constant. */
function kernelNames(): string[] {
  const exported: readonly unknown[] = Object.values(tf);
  return exported.filter((value): value is string => typeof value === 'string' && /^_?[A-Z]/.test(value));
}

/** The inputs of a call in the order of the op's. */
function orderedInputs({ inputs: names }: Row, inputs: tf.NamedTensorInfoMap): tf.TensorInfo[] {
  const given = names === 'list' ? Object.values(inputs) : names.map((name) => inputs[name]);
  return given as tf.TensorInfo[];
}

/** A kernel that becomes one node. */
function recorded(backend: TraceBackend, name: string, row: Row): tf.KernelFunc {
  return ({ inputs, attrs = {} }) => {
    const values = orderedInputs(row, inputs).map((input) => backend.recorded(input, name));
    // `row` is the one of `name`.
    const builder = backend.builder(name) as unknown as Builder<Dialect>;
    const results = builder.addAll(name, values, row.record?.(attrs, values) ?? {});
    const infos = results.map((value) => backend.tensorInfo(value));
    return row.several ? infos : infos[0]!;
  };
}

function uncovered(backend: TraceBackend, name: string): tf.KernelFunc {
  return () => {
    const frame = callerFrame(new Error().stack);
    throw new UserError(
      `${backend.program}: the op ${name} cannot be compiled${frame ? ` (used at ${frame})` : ''}`,
      'Write it with other ops, or run with an engine that computes op by op: --engine cpu.',
    );
  };
}

function kernelFunction(backend: TraceBackend, name: string): tf.KernelFunc {
  const compose = compositions[name];
  const row = Object.hasOwn(core.rows, name) ? core.rows[name as keyof typeof core.rows] : undefined;
  const record = row && recorded(backend, name, row);
  if (!compose) return record ?? uncovered(backend, name);
  return (call) => compose(call.inputs as Record<string, tf.Tensor>, call.attrs ?? {}) ?? record!(call);
}

let registered: TraceBackend | undefined;

/** The tracing backend, registered in tfjs with all its kernels at the first call. */
export function traceBackend(): TraceBackend {
  if (registered) return registered;
  const backend = new TraceBackend();
  // Priority 0: tfjs never picks it by itself.
  tf.registerBackend(traceBackendName, () => backend, 0);
  for (const kernelName of kernelNames()) {
    const kernelFunc = kernelFunction(backend, kernelName);
    tf.registerKernel({ kernelName, backendName: traceBackendName, kernelFunc });
  }
  registered = backend;
  return backend;
}
