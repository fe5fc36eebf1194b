import { createRequire } from 'node:module';
import { availableParallelism, totalmem } from 'node:os';
import { type Engine, type ProgramSpec, UserError } from '@infomin/plugin';
import type { Graph } from './graph/graph.js';
import { type MemoryNeed, memoryNeed, valueBytes } from './graph/memory.js';
import { formatValueType } from './graph/print.js';
import { writeModel } from './onnx/write.js';
import { optimise } from './passes/index.js';
import { OnnxProgram } from './program.js';
import { createSession, type Device } from './session.js';
import { OnnxState } from './state.js';
import { trace } from './trace/trace.js';
import { type Tuning, tune } from './tuning/tune.js';

export interface OnnxEngineOptions {
  /** Threads of one operator; all cores if left out. */
  readonly threads?: number | undefined;
  readonly device?: Device;
  /** Verifies the graph after every pass. */
  readonly verify?: boolean;
  /** Measures the ways that convolutions can take, and remembers which was fastest. */
  readonly tuning?: Tuning | undefined;
}

/** What a session's arena comes to hold over what its program needs at once, for good: fragments. */
const arenaFactor = 2.5;

const runtime = createRequire(import.meta.url)('onnxruntime-node/package.json') as { version: string };

/** The engine that traces a program once, compiles it to one ONNX graph and runs that in ONNX Runtime. */
export function createOnnxEngine(options: OnnxEngineOptions = {}): Engine {
  const { threads = availableParallelism(), device = 'cpu', verify = false, tuning } = options;
  const description =
    device === 'cpu'
      ? `ONNX Runtime ${runtime.version}, CPU, ${threads} thread${threads === 1 ? '' : 's'}`
      : `ONNX Runtime ${runtime.version}, WebGPU`;
  // An arena keeps its memory from run to run, which is as much as half of a large step's time where the system hands
  // out memory slowly. So programs have one as long as all of them fit in this process's share of half the memory. The
  // others take one block from the system for each run, planned in their first.
  const arenaLimit = (memoryOfMachine() / 2) * Math.min(1, threads / availableParallelism());
  let arenas = 0;
  return {
    name: 'onnx',
    description,
    createState: (values) => new OnnxState(values),
    compile: async (spec: ProgramSpec) => {
      const traced = trace(spec);
      const { lowered } = optimise(tuning ? await tune(traced, tuning, threads) : traced, verify);
      const need = memoryNeed(lowered);
      if (device === 'cpu') refuseOversize(lowered, need);
      const model = writeModel(lowered);
      const wanted = arenaFactor * need.bytes;
      const arena = arenas + wanted <= arenaLimit ? wanted : 0;
      const session = await createSession(model.bytes, spec.name, { threads, device, arena: arena > 0 });
      arenas += arena;
      return new OnnxProgram(spec, lowered, model, session, () => {
        arenas -= arena;
      });
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
function refuseOversize(graph: Graph, { bytes, largest }: MemoryNeed): void {
  const available = memoryOfMachine();
  if (bytes <= available || !largest) return;
  const gib = (count: number) => `${(count / 2 ** 30).toFixed(1)} GiB`;
  throw new UserError(
    `${graph.name} needs ${gib(bytes)} of memory, its largest tensor ${formatValueType(largest)} alone ${gib(valueBytes(largest))}; this machine has ${gib(available)}`,
    'Use a smaller batch, smaller images or a narrower model.',
  );
}
