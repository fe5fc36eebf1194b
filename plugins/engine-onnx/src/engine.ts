import { availableParallelism, totalmem } from 'node:os';
import { type Engine, type Logger, type ProgramSpec, UserError } from '@infomin/plugin';
import {
  type Check,
  formatType,
  type MemoryNeed,
  memoryNeed,
  trace,
  valueBytes,
  verify,
} from '@infomin/tensor-program';
import type { OnnxGraph } from './dialect/onnx.js';
import { version } from './onnxruntime.js';
import { compile } from './passes/index.js';
import { OnnxProgram } from './program.js';
import type { Device } from './session.js';
import { SharedSession } from './shared-session.js';
import { OnnxState } from './state.js';
import { stopwatch } from './stopwatch.js';
import { type Tuning, tune } from './tuning/tune.js';

export interface OnnxEngineOptions {
  /** Threads of one operator; all cores if left out. */
  readonly threads?: number | undefined;
  readonly device?: Device;
  /** Measures the ways that convolutions can take, and remembers which was fastest. */
  readonly tuning?: Tuning | undefined;
  /** Is told, for debugging, how long compiling takes. */
  readonly log?: Logger;
}

/** The engine that traces a program once, compiles it to one ONNX graph and runs that in ONNX Runtime. */
export function createOnnxEngine(options: OnnxEngineOptions = {}): Engine {
  const { threads = availableParallelism(), device = 'cpu', tuning, log } = options;
  const description =
    device === 'cpu'
      ? `ONNX Runtime ${version}, CPU, ${threads} thread${threads === 1 ? '' : 's'}`
      : `ONNX Runtime ${version}, WebGPU`;
  // Half of the machine's memory, of which trials in processes of their own have their share.
  const budget = { bytes: (memoryOfMachine() / 2) * Math.min(1, threads / availableParallelism()) };
  let latest: SharedSession | undefined;
  return {
    name: 'onnx',
    description,
    createState: (values) => new OnnxState(values),
    compile: async (spec: ProgramSpec) => {
      const time = stopwatch();
      let verifying = 0;
      const check: Check = (graph, after) => {
        const start = performance.now();
        verify(graph, after);
        verifying += performance.now() - start;
      };
      const traced = trace(spec, check);
      const traceTime = time();
      const choose = tuning && (await tune(traced, tuning, threads));
      time();
      const { lowered } = compile(traced, choose, check);
      log?.debug(
        `${spec.name}: traced in ${traceTime}, ${lowered.nodes.length} ONNX operators in ${time()}, of both ${verifying.toFixed(1)} ms to verify graphs`,
      );
      const need = memoryNeed(lowered);
      if (device === 'cpu') refuseOversize(lowered, need);
      if (!latest?.open) latest = new SharedSession({ threads, device, budget, log });
      latest.join(lowered, need.bytes);
      return new OnnxProgram(spec, lowered, latest);
    },
    dispose: async () => {},
  };
}

/** Bytes that this process may use at most. */
function memoryOfMachine(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** Throws {@link UserError} where a program needs more memory than the machine has. */
function refuseOversize(graph: OnnxGraph, { bytes, largest }: MemoryNeed): void {
  const available = memoryOfMachine();
  if (bytes <= available || !largest) return;
  const gib = (count: number) => `${(count / 2 ** 30).toFixed(1)} GiB`;
  throw new UserError(
    `${graph.name} needs ${gib(bytes)} of memory, its largest tensor ${formatType(largest)} alone ${gib(valueBytes(largest))}; this machine has ${gib(available)}`,
    'Use a smaller batch, smaller images or a narrower model.',
  );
}
