import type { ContainerModule } from 'inversify';
import { z } from 'zod';
import type {
  DatasetSignature,
  EngineSignature,
  MemorySignature,
  ModelSignature,
  OptimizerSignature,
  ParameterSchema,
  ProbeSignature,
  ReportSignature,
  SamplingSignature,
  ScheduleSignature,
  Signature,
  StoppingSignature,
  TermSignature,
  ViewSignature,
} from './signature.js';

type Declared<S> = Omit<S, 'kind'>;

/** Declares a dataset: its columns, its splits and how rows are read. */
export function dataset<P extends ParameterSchema>(declared: Declared<DatasetSignature<P>>) {
  return { kind: 'dataset', ...declared } as const satisfies DatasetSignature<P>;
}

/** Declares a view operation, `x |> Name(…)`. */
export function view<P extends ParameterSchema>(declared: Declared<ViewSignature<P>>) {
  return { kind: 'view', ...declared } as const satisfies ViewSignature<P>;
}

/** Declares an encoder, a head or a generator. */
export function model<P extends ParameterSchema>(declared: Declared<ModelSignature<P>>) {
  return { kind: 'model', ...declared } as const satisfies ModelSignature<P>;
}

/** Declares a term of an objective. */
export function term<P extends ParameterSchema>(declared: Declared<TermSignature<P>>) {
  return { kind: 'term', ...declared } as const satisfies TermSignature<P>;
}

/** Declares a memory, an argument of terms: `negatives: Name(…)`. */
export function memory<P extends ParameterSchema>(declared: Declared<MemorySignature<P>>) {
  return { kind: 'memory', ...declared } as const satisfies MemorySignature<P>;
}

export function optimizer<P extends ParameterSchema>(declared: Declared<OptimizerSignature<P>>) {
  return { kind: 'optimizer', ...declared } as const satisfies OptimizerSignature<P>;
}

export function schedule<P extends ParameterSchema>(declared: Declared<ScheduleSignature<P>>) {
  return { kind: 'schedule', ...declared } as const satisfies ScheduleSignature<P>;
}

/** Declares what ends a training early, `stop: Name(…)`. */
export function stopping<P extends ParameterSchema>(declared: Declared<StoppingSignature<P>>) {
  return { kind: 'stopping', ...declared } as const satisfies StoppingSignature<P>;
}

/** Declares how values of a sweep are drawn, `sweep lr in Name(…)`. */
export function sampling<P extends ParameterSchema>(declared: Declared<SamplingSignature<P>>) {
  return { kind: 'sampling', ...declared } as const satisfies SamplingSignature<P>;
}

/** Declares a probe. Each has the parameters that `probing` adds to its own; its code need not know of them. */
export function probe<P extends ParameterSchema>(declared: Declared<ProbeSignature<P>>) {
  // Code for P takes these arguments, too.
  const parameters = declared.parameters.safeExtend(probing) as ParameterSchema as P;
  return { kind: 'probe', ...declared, parameters } as const satisfies ProbeSignature<P>;
}

/** What every probe may be told about the data it looks at. */
const probing = {
  draw: z
    .boolean()
    .optional()
    .describe('whether random view operations draw in this probe, on the train split and on the test split'),
};

export function report<P extends ParameterSchema>(declared: Declared<ReportSignature<P>>) {
  return { kind: 'report', ...declared } as const satisfies ReportSignature<P>;
}

export function engine<P extends ParameterSchema>(declared: Declared<EngineSignature<P>>) {
  return { kind: 'engine', ...declared } as const satisfies EngineSignature<P>;
}

/** A plugin package: what its default export must be. */
export interface Plugin {
  /** The package's name, as `use "…"` writes it. */
  readonly name: string;
  readonly version: string;
  readonly doc: string;
  readonly constructors: readonly Signature[];
  /**
   * Loaded into the run's container after the bindings of all plugins, so that it may rebind any of them: services of
   * `services.ts` and implementations under `implementationId(id)`.
   */
  readonly module?: () => Promise<{ default: ContainerModule }>;
}

export function definePlugin(plugin: Plugin): Plugin {
  return plugin;
}
