import { UserError } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import './gradients.js';
import { TraceBackend, traceBackendName } from './backend.js';
import { callerFrame } from './caller.js';
import { type Kernel, type Operand, orderedInputs } from './kernel.js';
import { kernels } from './kernels/index.js';

/** Names of all kernels that tfjs-core knows: it exports each as a constant. */
function kernelNames(): string[] {
  const exported: readonly unknown[] = Object.values(tf);
  return exported.filter((value): value is string => typeof value === 'string' && /^_?[A-Z]/.test(value));
}

function kernelFunction(backend: TraceBackend, name: string, kernel: Kernel): tf.KernelFunc {
  return ({ inputs, attrs = {} }) => {
    if ('compose' in kernel) return kernel.compose(inputs as Record<string, tf.Tensor>, attrs);
    const values = orderedInputs(kernel, inputs).map((input) => backend.recorded(input, name));
    const inferred = kernel.infer(values as readonly Operand[], attrs);
    const results = backend.addNode(name, values, inferred.attrs ?? {}, inferred.outputs);
    const infos = results.map((value) => backend.tensorInfo(value));
    return infos.length === 1 && !listKernels.has(name) ? infos[0]! : infos;
  };
}

/** Kernels whose result is a list even if it has one element. */
const listKernels = new Set<string>([tf.SplitV, tf.Unpack, tf.TopK]);

function uncovered(backend: TraceBackend, name: string): tf.KernelFunc {
  return () => {
    const frame = callerFrame(new Error().stack);
    throw new UserError(
      `${backend.program}: the op ${name} cannot be compiled${frame ? ` (used at ${frame})` : ''}`,
      'Write it with other ops, or run with an engine that computes op by op: --engine cpu.',
    );
  };
}

let registered: TraceBackend | undefined;

/** The tracing backend, registered in tfjs with all its kernels at the first call. */
export function traceBackend(): TraceBackend {
  if (registered) return registered;
  const backend = new TraceBackend();
  // Priority 0: tfjs never picks it by itself.
  tf.registerBackend(traceBackendName, () => backend, 0);
  for (const kernelName of kernelNames()) {
    const kernel = kernels[kernelName];
    const kernelFunc = kernel ? kernelFunction(backend, kernelName, kernel) : uncovered(backend, kernelName);
    tf.registerKernel({ kernelName, backendName: traceBackendName, kernelFunc });
  }
  registered = backend;
  return backend;
}
