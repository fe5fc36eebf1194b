import type { Tensor } from '@tensorflow/tfjs-core';
import type { ServiceIdentifier } from 'inversify';
import type { Engine, HostTensor, HostTensors, Ranks, TensorRandom } from './engine.js';
import type { Random } from './random.js';
import { type ArtifactStore, identifier, type Logger } from './services.js';
import type { StateContext, WeightSegment, WeightSpecs } from './state.js';
import type { TrainableOperand } from './trainable.js';
import type { ProbeResult, TrialResult } from './trial-result.js';

/**
 * Implementations: the code behind a signature. Tensor code is written in TensorFlow.js ops and is pure: it may be run
 * op by op or traced once and compiled, so no `tf.Variable`, no `dataSync`, no host randomness, no data-dependent
 * branches.
 *
 * `A` are the arguments that an implementation takes. It states them itself and imports nothing of its signature; where
 * the signature names the file, `implementation: () => import('./noise.compute.js')`, the compiler checks that what the
 * schema gives is what the code takes. Left out: it looks at none.
 */

export interface Implementations<A = never> {
  dataset: DatasetImplementation<A>;
  view: ViewImplementation<A>;
  model: ModelImplementation<A>;
  term: TermImplementation<A>;
  memory: MemoryImplementation<A>;
  optimizer: OptimizerImplementation<A>;
  schedule: ScheduleImplementation<A>;
  stopping: StoppingImplementation<A>;
  sampling: never;
  probe: ProbeImplementation<A>;
  report: ReportImplementation<A>;
  engine: EngineImplementation<A>;
}

export type ConstructorKind = keyof Implementations;

/** The binding of a constructor's implementation: `implementationId<'view'>('@infomin/plugin-vision/Noise')`. */
export function implementationId<K extends ConstructorKind>(
  constructorId: string,
): ServiceIdentifier<Implementations[K]> {
  return identifier(`implementation:${constructorId}`);
}

/** A constructor with its arguments among another's arguments, as an implementation receives it. */
export interface Nested<K extends ConstructorKind = ConstructorKind> {
  /** `@infomin/plugin-vision/ConvNet` */
  readonly id: string;
  /** Of a type that only its own signature and implementation know, which is why nothing else takes them. */
  readonly args: never;
  /** Set before an implementation sees the arguments; a signature gets them without. */
  readonly implementation?: Implementations[K];
}

// ── datasets ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Rows of images whose sizes differ. Pixels are `[height, width, channels]`, 0..255. */
export interface RaggedImages {
  readonly images: readonly HostImage[];
}

export interface HostImage {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** A column of some rows: `uint8` stands for values 0..255 that mean [0, 1]. */
export type ColumnData = HostTensor | RaggedImages;

export interface ReadRequest {
  readonly column: string;
  /** Row numbers within the split. */
  readonly rows: Int32Array;
  /** Parsed by the column's own schema, for a column that takes some. */
  readonly args: Readonly<Record<string, unknown>>;
  /** For columns that draw: keyed by seed, the column's place in the file, and epoch; `random.at(row)` is a row's own. */
  readonly random: Random;
}

export interface SplitReader {
  readonly size: number;
  /** What it gives is kept while steps run: a buffer is not used again. */
  read(request: ReadRequest): Promise<ColumnData>;
}

export interface OpenDataset {
  readonly splits: Readonly<Record<string, SplitReader>>;
  dispose?(): Promise<void> | void;
}

export interface DatasetContext {
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly seed: number;
  /** Opens a dataset given as a parameter; it is shared and disposed by the run. */
  open(dataset: Nested<'dataset'>): Promise<OpenDataset>;
}

export interface DatasetImplementation<A = unknown> {
  /** Throws {@link UserError} where a file is missing, truncated or of another format: path, what is wrong, what to do. */
  readonly open: (args: A, context: DatasetContext) => Promise<OpenDataset>;
  /**
   * Absolute paths of the files that it reads, always in one order; throws as `open` does. A run folder remembers what they
   * hold, and a run that goes on refuses others. Without it, the arguments alone say which data it is.
   */
  readonly files?: (args: A) => Promise<readonly string[]>;
}

// ── views ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface ViewContext extends StateContext {
  readonly random: TensorRandom;
  /**
   * False for a random operation in a probe that does not draw: it does what its signature's `atTest: 'center'` says. One with
   * `'identity'` is not called there; one that draws nothing under its arguments is called as in training.
   */
  readonly training: boolean;
}

export interface ViewImplementation<A = unknown> {
  /** `[N, …row]` to `[N, …row']`, or one tensor per result. */
  readonly apply?: (input: Tensor, args: A, context: ViewContext) => Tensor | Tensor[];
  /** For rows of open size, one image at a time before the step; gives images of the inferred, closed size. */
  readonly host?: (
    input: HostImage,
    args: A,
    context: { random: Random; training: boolean },
  ) => HostImage | HostImage[];
}

// ── models ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export type Weights = Readonly<Record<string, Tensor>>;

export interface ModelContext {
  /** Whether this application is part of a training step (batch statistics, dropout). */
  readonly training: boolean;
  /** Whether random parts of a generator draw: in objectives, also where the model is frozen, but not in probes. */
  readonly drawing: boolean;
  readonly random: TensorRandom;
  /** Gives a buffer (`trainable: false`) its next value. Ignored outside training. */
  next(name: string, value: Tensor): void;
}

/** A declared model among another's arguments, where the parameter is `modelOf()`. */
export interface NestedModel extends Nested<'model'> {
  /** Its id in the plan. */
  readonly model: string;
}

/** What a model that follows others sees after an update of one of them: `state` are its own tensors. */
export interface FollowContext extends StateContext {
  /** The tensors of a model that it takes as an argument, as they are after the update. */
  weightsOf(model: NestedModel): Weights;
  /** Those among them that are trained: without its buffers. */
  trainedOf(model: NestedModel): Weights;
  /** Scalar: the part of the stage's steps that were done before this one, in [0, 1). */
  readonly progress: Tensor;
}

export interface ModelImplementation<A = unknown> {
  /** Applies the model: `[N, …in]` to `[N, …out]`. */
  readonly apply: (weights: Weights, input: Tensor, args: A, context: ModelContext) => Tensor;
  /** Absolute paths of the files that {@link initial} reads: as of a dataset. Without arguments that name any, none. */
  readonly files?: (args: A) => Promise<readonly string[]>;
  /**
   * Where tensors start in place of what its signature's `state`, which is `specs`, says of them; those that are left out are
   * drawn. Throws {@link UserError} where a file does not hold what fits.
   */
  readonly initial?: (args: A, specs: WeightSpecs) => Promise<HostTensors>;
  /** For a model that takes others as arguments: gives its next tensors after each update of one of them. */
  readonly follow?: (args: A, context: FollowContext) => void;
}

// ── objectives ──────────────────────────────────────────────────────────────────────────────────────────────────────

export interface TermEstimate {
  /** What stands in the objective's value function, a scalar; nats for information. */
  readonly value: Tensor;
  /**
   * What is reported as the loss, a scalar. It falls as information rises, L_NCE for I_NCE; of an error and of an upper bound it
   * is the value, or goes with it.
   */
  readonly loss: Tensor;
}

export interface TermContext extends StateContext {
  readonly random: TensorRandom;
  /**
   * `[N]` int32, for a term whose signature says `rowwise`: which row of the split each is, or −1 where it is
   * held out.
   */
  readonly rows?: Tensor | undefined;
}

export interface TermImplementation<A = unknown> {
  readonly estimate: (operands: readonly Tensor[], args: A, context: TermContext) => TermEstimate;
  /** For estimates of information: the most it can say with this many rows, in nats (log K). `room`: as for its state. */
  readonly ceiling?: (args: A, rows: number, room?: number) => number;
  /**
   * For estimates of information: the same of scores `[N, N]` that any critic gives, row i of one variable with row j of the
   * other, pairs on the diagonal. What the term's own critic does to vectors is left out.
   */
  readonly ofScores?: (scores: Tensor, args: A) => TermEstimate;
}

/** What a memory holds. */
export interface Recalled {
  /** `[K, …row]` */
  readonly vectors: Tensor;
  /** `[K]`, 1 where there is a vector, 0 where none was put yet. */
  readonly present: Tensor;
  /** `[K]` int32: the row that each is of. A row of the batch is not compared with earlier vectors of itself. */
  readonly rows: Tensor;
  /**
   * For each row of the batch the vector to be found in place of the term's own, where one is `present`, and the row in whose
   * place it stands, `[N]` int32: another where it is held out, whose vectors then don't count.
   */
  readonly own?: { readonly vectors: Tensor; readonly present: Tensor; readonly places: Tensor };
}

export interface MemoryContext extends StateContext {
  /** `[N]` int32, as in {@link TermContext}. */
  readonly rows: Tensor;
}

/**
 * What a term remembers of earlier steps. The term that takes it reads and moves its state, which it declares as part of its
 * own: `nestedState('negatives', …)`, `stateWithin('negatives', context)`.
 */
export interface MemoryImplementation<A = unknown> {
  /** K, the most that a row of a batch of so many looks for its own among; `room` is that of its signature. */
  readonly candidates: (args: A, rows: number, room?: number) => number;
  readonly recall: (args: A, context: MemoryContext) => Recalled;
  /** Puts a batch of vectors, `[N, …row]`, into it. */
  readonly keep: (vectors: Tensor, args: A, context: MemoryContext) => void;
}

/** All tensors are flat: the trainable weights of one model, one after another, `[P]`. */
export interface OptimizerStep extends StateContext {
  readonly weights: Tensor;
  /** Of what is to be minimised. */
  readonly gradient: Tensor;
  /** Scalar: `args.lr` times the schedule's factor. */
  readonly learningRate: Tensor;
  /** Scalar: 1 at the model's first update. */
  readonly step: Tensor;
  /** `[P]`, 1 where weight decay applies, 0 where not. */
  readonly decayMask: () => Tensor;
  /** Where the model's tensors stand in the flat vectors, in their order. */
  readonly segments: readonly WeightSegment[];
}

export interface OptimizerImplementation<A = unknown> {
  /** The next weights. */
  readonly update: (step: OptimizerStep, args: A) => Tensor;
}

export interface Progress {
  /** From 0. */
  readonly step: number;
  readonly steps: number;
  readonly stepsPerEpoch: number;
}

export interface ScheduleImplementation<A = unknown> {
  /** What the learning rate is multiplied with at this step. */
  readonly factor: (progress: Progress, args: A) => number;
}

/** What a watched probe came to so far. */
export interface Watched {
  /** One for each time it was measured, oldest first; at least one. */
  readonly values: readonly number[];
  readonly better: Metric['better'];
}

export interface StoppingImplementation<A = unknown> {
  /** Whether the training ends here. */
  readonly ends: (watched: Watched, args: A) => boolean;
}

// ── probes, reports, engines ────────────────────────────────────────────────────────────────────────────────────────

/** What a probe measures. */
export interface Metric {
  /** `error_rate`, `distance`, …; a rate or an accuracy without a unit is a fraction, which is shown in per cent. */
  readonly metric: string;
  readonly unit?: string;
  readonly better: 'lower' | 'higher';
}

/** The operands of a probe on one split, each `[N, …]`; other probes are given the same, so nothing writes into them. */
export interface ProbeData {
  readonly rows: number;
  readonly operands: readonly HostTensor[];
}

export interface ProbeContext {
  readonly train: ProbeData;
  readonly test: ProbeData;
  /** Those operands that its signature calls `trained`, by their names; their data above are of the models as they are. */
  readonly trainable: Readonly<Record<string, TrainableOperand>>;
  /** The metric the signature inferred. */
  readonly metric: Metric;
  readonly engine: Engine;
  readonly random: Random;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

export interface ProbeImplementation<A = unknown> {
  readonly measure: (context: ProbeContext, args: A) => Promise<ProbeResult>;
}

export interface ReportContext {
  readonly title: string;
  readonly trials: readonly TrialResult[];
  /** What the files came to whose results the file imports; `nameOf('result')` takes their names. */
  readonly imports?: readonly ImportedResults[];
}

/** What `import raw from "./raw.infomin"` stands for in a report. */
export interface ImportedResults {
  /** As the file calls it: what a result's name, `raw.accuracy`, begins with. */
  readonly name: string;
  /** Trials of the file as it is now; those of another version of it are none. */
  readonly trials: readonly TrialResult[];
  /** Why there are none, or not all, and what to do, as a sentence. */
  readonly note?: string | undefined;
}

export interface ReportResult {
  /** For the terminal. */
  readonly text: string;
  /** A fragment for `report.html`, self-contained: no scripts, no outside addresses. */
  readonly html: string;
  /** For `results.json`. */
  readonly data: unknown;
}

export interface ReportImplementation<A = unknown> {
  readonly build: (context: ReportContext, args: A) => Promise<ReportResult>;
}

export interface EngineContext {
  readonly log: Logger;
  readonly artifacts: ArtifactStore | undefined;
  /** Where measurements that outlive a run may be kept. */
  readonly cacheFolder: string;
  /** For an engine whose signature says `ranks`. */
  readonly ranks?: Ranks | undefined;
}

export interface EngineImplementation<A = unknown> {
  readonly create: (args: A, context: EngineContext) => Promise<Engine>;
}

/** An error the user can mend: told without a stack trace. */
export class UserError extends Error {
  override readonly name = 'UserError';
  constructor(
    message: string,
    /** What to do about it, as a sentence. */
    readonly suggestion?: string,
  ) {
    super(message);
  }
}

/** A command line that cannot be meant, on whatever machine: exit 2. */
export class UsageError extends UserError {
  readonly usage = true;
}
