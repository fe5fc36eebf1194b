import type { Engine, HostTensors, Logger, ProgramSpec, Ranks, Shared } from '@infomin/plugin';
import { optimise, partition, trace } from '@infomin/tensor-program';
import { type Compile, Compiling } from './compiling.js';
import { lower, loweredOps } from './lower/lower.js';
import { Prepared } from './prepared.js';
import { TorchProgram } from './program.js';
import { sentOf, TorchState, tensorsOf } from './state.js';
import { Worker, type WorkerSettings } from './worker.js';

export interface TorchEngineOptions extends Omit<WorkerSettings, 'ranks'> {
  /** For people: `PyTorch 2.15.0, CPU, 2 threads`. */
  readonly description: string;
  readonly compile: Compile;
  readonly log?: Logger;
  /** The processes that this one computes with. */
  readonly ranks?: Ranks | undefined;
}

/** Runs from which on a CUDA graph is captured, which takes about as long as a step. */
const worthCapturing = 20;

/** The engine that lowers a traced program to PyTorch code and runs it in a Python process. */
export function createTorchEngine(options: TorchEngineOptions): Engine & { readonly worker: Worker } {
  const { description, compile, log, ranks, ...others } = options;
  const settings: WorkerSettings = { ...others, ...(ranks && { ranks: meetingOf(ranks) }) };
  let current = new Worker(settings);
  // One that died ends the trial that it computed for; the next gets another.
  const worker = () => {
    // Ranks meet once.
    if (!current.alive && !ranks) current = new Worker(settings);
    return current;
  };
  const prepared = new Prepared();
  const onCuda = settings.device.startsWith('cuda');
  const { device, cacheFolder, precision, threads, deterministic } = settings;
  const compiling = new Compiling({
    compile,
    device,
    cacheFolder,
    surroundings: [description, precision, threads],
    // Ranks that chose differently would round differently.
    always: deterministic || ranks !== undefined,
  });
  return {
    name: 'torch',
    description,
    ...(ranks && {
      ranks,
      share: async (what: string, { value, tensors }: Shared): Promise<Shared> => {
        const answer = await worker().request(what, { do: 'share', value }, sentOf(tensors));
        return { value: answer.header.value, tensors: tensorsOf(answer) };
      },
    }),
    get worker() {
      return current;
    },
    createState: (values: HostTensors) => new TorchState(worker(), values),
    prepare: (inputs: HostTensors) => prepared.send(worker(), inputs),
    compile: async (spec: ProgramSpec) => {
      const begun = performance.now();
      const whole = optimise(trace(spec), loweredOps);
      const together = ranks && (spec.rows?.length ?? 0) > 0 ? ranks : undefined;
      const own = together ? partition(whole, together.world, new Set(spec.rows)) : whole;
      const lowered = lower(own, { rounds: settings.precision === 'bf16', weights: spec.weights });
      const runs = spec.runs ?? 1;
      const { fuse, why } = compiling.choose(spec, lowered.text);
      const graph = onCuda && runs >= worthCapturing && !together;
      log?.debug(
        `${spec.name}: ${lowered.text.split('\n').length} lines of PyTorch in ${(performance.now() - begun).toFixed(0)} ms, ${fuse ? 'compiled by torch.compile at the first run' : 'run as they are'}${graph ? ', replayed as a CUDA graph' : ''} (${why})`,
      );
      return TorchProgram.load(spec, lowered, worker(), {
        device: settings.device,
        fuse,
        graph,
        prepared,
        log,
        ranks: together,
        compiled: () => compiling.keep(spec, lowered.text, log),
      });
    },
    dispose: () => current.close(),
  };
}

const meetingOf = ({ rank, world, address, port }: Ranks) => ({ rank, world, address, port });
