import type { z } from 'zod';
import type { Dtype } from './engine.js';
import type { ConstructorKind, Implementations, Metric, Nested, NestedModel } from './implementation.js';
import type { Random } from './random.js';
import type { StateSpecs, WeightSpecs } from './state.js';
import type { Problem, Type } from './types.js';

/**
 * Signatures: what a plugin declares about each constructor. They are plain data and pure functions, so that `check`,
 * the editor and the docs never load a tensor library; the implementation is imported on demand.
 */

/** The parameters of a constructor: a zod object, its keys in the order of positional arguments. */
export type ParameterSchema = z.ZodObject;
/**
 * The arguments that a schema gives. Those of a constructor in general are `never`: only what is {@link Bound} to it may
 * be handed to its functions.
 */
export type Args<P extends ParameterSchema> = string extends keyof P['shape'] ? never : z.output<P>;

interface SignatureBase<K extends ConstructorKind, P extends ParameterSchema> {
  readonly kind: K;
  /** As it is written in a file: `RandomCrop`. */
  readonly name: string;
  /** First sentence: what it does. Then shapes, units, and the source where it is somebody's method. Markdown. */
  readonly doc: string;
  readonly parameters: P;
  /** A complete file, or the one expression that matters, for the reference pages; checked when they are built. */
  readonly example?: string;
  /** Loads the code that computes; it takes the arguments that `parameters` gives. */
  readonly implementation: () => Promise<{ default: Implementations<Args<P>>[K] }>;
}

/** A column of a dataset. */
export interface ColumnSignature {
  readonly type: Type;
  /**
   * Of the tensors that its reader gives; what {@link columnDtype} says, if left out. `uint8` stands for values 0..255
   * that mean [0, 1].
   */
  readonly dtype?: Dtype;
  readonly doc: string;
  /** Makes it a column that takes arguments: `b.future(share: [.digit])`. */
  readonly parameters?: ParameterSchema;
  /** The splits that have it; all, if left out. */
  readonly splits?: readonly string[];
  /** Whether every read draws anew (it is then an error in a probe). */
  readonly random?: boolean;
}

/** The dtype that a column is read as: images and clips are 8-bit, classes whole numbers, all else float32. */
export function columnDtype({ type, dtype }: Pick<ColumnSignature, 'type' | 'dtype'>): Dtype {
  if (dtype !== undefined) return dtype;
  if (type.kind === 'Class') return 'int32';
  return type.kind === 'Image' || type.kind === 'Clip' ? 'uint8' : 'float32';
}

export interface SplitSignature {
  readonly doc: string;
  /** How many rows it has, where the arguments say so. */
  readonly rows?: number;
  /** The most that it may have, where only the files say how many. */
  readonly mostRows?: number;
  /**
   * The validation split, on which objectives over this one are estimated without training on it: `val` for `train`. Not the
   * test split, which probes are scored on. Left out, or where the data has none: {@link heldOutRows} of its own rows.
   */
  readonly heldOut?: string;
}

export interface DatasetDescription {
  readonly columns: Readonly<Record<string, ColumnSignature>>;
  readonly splits: Readonly<Record<string, SplitSignature>>;
}

export interface DatasetSignature<P extends ParameterSchema = ParameterSchema>
  extends SignatureBase<'dataset', P> {
  /** Columns and splits under these arguments. Reads no files. */
  describe(args: Args<P>): DatasetDescription | Problem;
}

export interface ViewSignature<P extends ParameterSchema = ParameterSchema> extends SignatureBase<'view', P> {
  /**
   * Whether it draws: anew for every row and every place it stands in. A function where the arguments decide it: what draws
   * nothing applies in probes, too.
   */
  readonly random: boolean | ((args: Args<P>) => boolean);
  /** What a random one does in a probe that does not draw; without it, it is an error there. */
  readonly atTest?: 'identity' | 'center';
  /** The type of the result, or of the results where it gives several: `view (a, b) = x |> PatchPair(…)`. */
  infer(args: Args<P>, input: Type): Type | readonly Type[] | Problem;
  /** What it keeps from step to step; for an input type that `infer` took. */
  state?(args: Args<P>, input: Type): StateSpecs;
}

export type ModelRole = 'encoder' | 'generator' | 'head';

export interface ModelSignature<P extends ParameterSchema = ParameterSchema>
  extends SignatureBase<'model', P> {
  /** Where it may stand: `encoder f = …`, `generator g = …`, `head p = …`. */
  readonly roles: readonly ModelRole[];
  /** Of one that draws and gives its input back in probes that do not draw. */
  readonly atTest?: 'identity';
  infer(args: Args<P>, input: Type): Type | Problem;
  /**
   * Its weights and buffers for an input type that `infer` took. Applied twice, a model must ask for the same twice. See
   * {@link StateSpec}.
   */
  state(args: Args<P>, input: Type): WeightSpecs;
}

export interface OperandSignature {
  readonly name: string;
  readonly doc: string;
  /** Of a probe that trains copies of the models behind it: it must have some. */
  readonly trained?: true;
  /** Of a probe that takes it apart again: it must be a `concat`. */
  readonly joined?: true;
}

export interface TermSignature<P extends ParameterSchema = ParameterSchema> extends SignatureBase<'term', P> {
  readonly operands: readonly OperandSignature[];
  /** What separates the operands: `I_NCE(a; b)`, `CE(a, b)`. */
  readonly separator: ',' | ';';
  /** An estimate of mutual information in nats; its ceiling is reported beside it. */
  readonly information: boolean;
  /** Of an estimate of information that lies above it and is there to be made smaller; its models are fitted by another term. */
  readonly bound?: 'upper';
  /** Whether the operands fit; the term itself is a `Scalar`. `rows`: of their split, where the dataset says how many. */
  accepts(args: Args<P>, operands: readonly Type[], rows?: number): true | Problem;
  /** For one that looks at which rows it is given, `context.rows`: whether it does, and {@link MemorySignature.room}. */
  rowwise?(args: Args<P>, rows: number | undefined): { readonly room: number | undefined } | undefined;
  /** What it keeps from step to step; for operands that it accepts. `room` is what `rowwise` said. */
  state?(args: Args<P>, operands: readonly Type[], room?: number): StateSpecs;
}

/** What a term may remember of earlier steps: an argument of the term, `negatives: Queue(4096)`. */
export interface MemorySignature<P extends ParameterSchema = ParameterSchema>
  extends SignatureBase<'memory', P> {
  /** For one that keeps something for each row of a split: of how many, where that is known, for a split of so many. */
  room?(args: Args<P>, rows: number | undefined): number | undefined;
  /** What it keeps of rows of a type. `room` is its own. */
  state(args: Args<P>, row: Type, room?: number): StateSpecs;
}

export interface OptimizerSignature<P extends ParameterSchema = ParameterSchema>
  extends SignatureBase<'optimizer', P> {
  /** What it keeps for a model of so many trainable weights. */
  state?(args: Args<P>, weights: number): StateSpecs;
}

export interface ScheduleSignature<P extends ParameterSchema = ParameterSchema>
  extends SignatureBase<'schedule', P> {}

/** When a training ends before its last step. */
export interface StoppingSignature<P extends ParameterSchema = ParameterSchema>
  extends SignatureBase<'stopping', P> {}

export interface ProbeSignature<P extends ParameterSchema = ParameterSchema>
  extends SignatureBase<'probe', P> {
  /** The expressions it takes before its parameters: features, target, … */
  readonly operands: readonly OperandSignature[];
  infer(args: Args<P>, operands: readonly Type[]): Metric | Problem;
}

/** What is known before anything runs of a probe, `digit`, or of a metric of a training, `nce.mi`. */
export interface NamedResult extends Pick<Metric, 'metric' | 'unit'> {
  /** Of a training's metric: how many terms of information its objective sums up. */
  readonly terms?: number | undefined;
  /** Of a probe: names of the trainings that watch it; `undefined` where some of the file's cannot be read. */
  readonly watchedBy?: readonly string[] | undefined;
}

export interface ReportSignature<P extends ParameterSchema = ParameterSchema>
  extends SignatureBase<'report', P> {
  /** Whether it can be made of what its arguments name; `results` are the file's own, by their names. */
  accepts?(args: Args<P>, results: ReadonlyMap<string, NamedResult>): true | Problem;
}

/** How values of a sweep are drawn: `sweep lr in Name(…)`. It has no implementation, since trials are known before anything runs. */
export interface SamplingSignature<P extends ParameterSchema = ParameterSchema>
  extends Omit<SignatureBase<'sampling', P>, 'implementation'> {
  /** Different numbers, the same for the same generator. */
  sample(args: Args<P>, random: Random): readonly number[] | Problem;
}

/** Whether an engine can run here. */
export interface Availability {
  readonly available: boolean;
  /** Version and device where it is available; what is missing and what to install where not. */
  readonly detail: string;
}

export interface EngineSignature<P extends ParameterSchema = ParameterSchema>
  extends SignatureBase<'engine', P> {
  /** `auto` takes the available engine with the highest rank, which may depend on the machine. */
  readonly rank: number | (() => Promise<number>);
  /** Whether several processes can compute one run with it. */
  readonly ranks?: true;
  /** `args`: what is given of its arguments, as its schema takes them. */
  availability(args?: Partial<Args<P>>): Promise<Availability>;
}

export interface Signatures {
  dataset: DatasetSignature;
  view: ViewSignature;
  model: ModelSignature;
  term: TermSignature;
  memory: MemorySignature;
  optimizer: OptimizerSignature;
  schedule: ScheduleSignature;
  stopping: StoppingSignature;
  sampling: SamplingSignature;
  probe: ProbeSignature;
  report: ReportSignature;
  engine: EngineSignature;
}

export type Signature = Signatures[ConstructorKind];

/** A constructor with its arguments, as nested parameters receive it. */
export interface Bound<K extends ConstructorKind = ConstructorKind> extends Nested<K> {
  readonly signature: Signatures[K];
}

/** A declared model as an argument, where the parameter is `modelOf()`. */
export interface DeclaredModel extends Bound<'model'>, NestedModel {
  readonly implementation?: Implementations['model'];
}
