import { createRequire } from 'node:module';
import { availableParallelism, totalmem } from 'node:os';
import { type Engine, type ProgramSpec, UserError } from '@infomin/plugin';
import { InferenceSession } from 'onnxruntime-node';
import type { Graph } from './graph/graph.js';
import { type MemoryNeed, memoryNeed, valueBytes } from './graph/memory.js';
import { formatValueType } from './graph/print.js';
import { writeModel } from './onnx/write.js';
import { optimise } from './passes/index.js';
import { OnnxProgram } from './program.js';
import { OnnxState } from './state.js';
import { trace } from './trace/trace.js';

export type Device = 'cpu' | 'webgpu';

export interface OnnxEngineOptions {
  /** Threads of one operator; all cores if left out. */
  readonly threads?: number | undefined;
  readonly device?: Device;
  /** Verifies the graph after every pass. */
  readonly verify?: boolean;
}

/**
 * Programs that need more bytes get their memory from the system. Each session's arena keeps the most it ever held, two
 * times what is needed by fragmentation, and a saddle objective has three; large blocks cost no more without.
 */
const arenaLimit = 2 ** 30;

const runtime = createRequire(import.meta.url)('onnxruntime-node/package.json') as { version: string };

/** The engine that traces a program once, compiles it to one ONNX graph and runs that in ONNX Runtime. */
export function createOnnxEngine(options: OnnxEngineOptions = {}): Engine {
  const { threads = availableParallelism(), device = 'cpu', verify = false } = options;
  const settings: InferenceSession.SessionOptions = {
    executionProviders: [device],
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    intraOpNumThreads: threads,
    // How long a thread without work spins before it sleeps. Between the nodes of a step 50 µs do what ONNX Runtime's
    // milliseconds do, and leave the cores to others and to JavaScript when a step is over.
    extra: { session: { intra_op: { spin_duration_us: '50' } } },
    // One block for all of a run comes on top of the arena that the first run filled, and is no faster.
    enableMemPattern: false,
    logSeverityLevel: 3,
  };
  const description =
    device === 'cpu'
      ? `ONNX Runtime ${runtime.version}, CPU, ${threads} thread${threads === 1 ? '' : 's'}`
      : `ONNX Runtime ${runtime.version}, WebGPU`;
  return {
    name: 'onnx',
    description,
    createState: (values) => new OnnxState(values),
    compile: async (spec: ProgramSpec) => {
      const { lowered } = optimise(trace(spec), verify);
      const need = memoryNeed(lowered);
      if (device === 'cpu') refuseOversize(lowered, need);
      const model = writeModel(lowered);
      const arena = { enableCpuMemArena: need.bytes <= arenaLimit };
      const session = await createSession(model.bytes, { ...settings, ...arena }, spec.name, device);
      return new OnnxProgram(spec, lowered, model, session);
    },
    dispose: async () => {},
  };
}

/** Throws {@link UserError} where a program needs more memory than the machine has. */
function refuseOversize(graph: Graph, { bytes, largest }: MemoryNeed): void {
  const limit = process.constrainedMemory();
  const available = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  if (bytes <= available || !largest) return;
  const gib = (count: number) => `${(count / 2 ** 30).toFixed(1)} GiB`;
  throw new UserError(
    `${graph.name} needs ${gib(bytes)} of memory, its largest tensor ${formatValueType(largest)} alone ${gib(valueBytes(largest))}; this machine has ${gib(available)}`,
    'Use a smaller batch, smaller images or a narrower model.',
  );
}

async function createSession(
  bytes: Uint8Array,
  settings: InferenceSession.SessionOptions,
  program: string,
  device: Device,
): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(bytes, settings);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (device === 'webgpu') {
      // What stands before is the place in ONNX Runtime's sources, and what it asked for.
      const adapter = /Failed to get a WebGPU adapter.*/.exec(reason)?.[0];
      throw new UserError(
        `${adapter ? 'engine onnx' : program} cannot run on WebGPU here: ${adapter ?? reason}`,
        'It needs a graphics adapter with a driver for Vulkan (its loader is libvulkan), Metal or Direct3D 12. `--device cpu` computes without.',
      );
    }
    throw new Error(`ONNX Runtime refuses the graph of ${program}: ${reason}`, { cause: error });
  }
}
