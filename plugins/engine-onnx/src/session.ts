import { UserError } from '@infomin/plugin';
import { InferenceSession } from './onnxruntime.js';

export type Device = 'cpu' | 'webgpu';

export interface SessionSettings {
  readonly threads: number;
  readonly device: Device;
  /** Memory is kept from run to run; else a run takes one block, as its first has planned. */
  readonly arena: boolean;
}

/** A model ready to run; `program` is its name in messages. */
export async function createSession(
  bytes: Uint8Array,
  program: string,
  { threads, device, arena }: SessionSettings,
): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(bytes, {
      executionProviders: [device],
      // Graphs are optimised before they come here: what ONNX Runtime still finds is not worth the time it looks.
      graphOptimizationLevel: 'disabled',
      executionMode: 'sequential',
      intraOpNumThreads: threads,
      // How long a thread without work spins before it sleeps. Between the nodes of a step 50 µs do what ONNX Runtime's
      // milliseconds do, and leave the cores to others and to JavaScript when a step is over.
      extra: { session: { intra_op: { spin_duration_us: '50' } } },
      enableCpuMemArena: arena,
      enableMemPattern: !arena,
      // Errors are thrown; it need not print them, too.
      logSeverityLevel: 4,
    });
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
