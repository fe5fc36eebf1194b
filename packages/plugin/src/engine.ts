import type { Tensor } from '@tensorflow/tfjs-core';

export type Dtype = 'float32' | 'int32' | 'uint8';

/** Values of a tensor outside an engine, row-major. `uint8` reaches a program's body as float32 with values 0..255. */
export interface HostTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

export type TensorSpec = Pick<HostTensor, 'dtype' | 'shape'>;
export type HostTensors = Readonly<Record<string, HostTensor>>;
export type Tensors = Readonly<Record<string, Tensor>>;

/** Random tensors inside a traced function: keyed by (seed, stream, step), the same in every engine. */
export interface TensorRandom {
  /** Uniform from `from` to `to`; about one draw in 3·10⁷ is just below `to` and rounds to it. */
  uniform(shape: readonly number[], from?: number, to?: number): Tensor;
  /** Normal with mean 0 and the given standard deviation. */
  normal(shape: readonly number[], std?: number): Tensor;
  /** A stream of its own, so that what one part draws does not shift what another gets. */
  fork(stream: string): TensorRandom;
}

/**
 * A function from (state, inputs) to (state, outputs) in tfjs ops, to be run many times. Its body is pure; an engine may
 * call it once per run or once ever. Gradients are taken inside it with `tf.grads` and its kin.
 */
export interface ProgramSpec {
  /** For messages: `nce/max`. */
  readonly name: string;
  /** What it reads of the state. */
  readonly state: Readonly<Record<string, TensorSpec>>;
  /** The tensors of its state that hold models' weights: an engine may round the operands of products with these alone. None if left out. */
  readonly weights?: readonly string[];
  readonly inputs: Readonly<Record<string, TensorSpec>>;
  /**
   * The inputs that hold a row for each of a batch, along the first axis, in the same order. Where several ranks compute a
   * run, each is given its own rows of them: the first rank the first ones.
   */
  readonly rows?: readonly string[];
  /** About how often it will be run, where that is known: what runs often is worth more work before. */
  readonly runs?: number;
  /** How many trials of the run, one after another, each run it so often: what is done before serves all of them. One if left out. */
  readonly trials?: number;
  body(state: Tensors, inputs: Tensors, random: TensorRandom): ProgramResult;
}

export interface ProgramResult {
  /** Next values of those state tensors that change. */
  readonly state?: Tensors;
  /** What the caller sees. */
  readonly outputs: Tensors;
}

/** Names the random draws of one run of a program; the same key gives the same draws in every engine. */
export interface RandomKey {
  readonly seed: number;
  readonly step: number;
}

export interface Program {
  /** Runs once: reads and updates `state`, gives the outputs. */
  run(state: State, inputs: HostTensors, key: RandomKey): Promise<HostTensors>;
  /** Gives back what the program holds; a second time does nothing. */
  dispose(): void;
}

/** Named tensors that live in an engine and that programs share: weights, buffers, optimiser slots. */
export interface State {
  readonly names: readonly string[];
  read(names?: readonly string[]): Promise<HostTensors>;
  /** Adds or replaces. */
  write(values: HostTensors): void;
  dispose(): void;
}

/** Processes that compute one run together, as torchrun or srun start them: each the rows of a batch that are its own. */
export interface Ranks {
  /** This one's number, from 0, and how many there are. */
  readonly rank: number;
  readonly world: number;
  /** Of those on this machine. */
  readonly local: { readonly rank: number; readonly world: number };
  /** Where they meet: the machine of the first one. */
  readonly address: string;
  readonly port: number;
  /** Aborts when this process is asked to end. */
  readonly asked: AbortSignal;
  /** Called in all of them after the same run of a program, where one was asked to end. */
  end(): void;
}

/** What ranks tell each other: JSON and tensors. */
export interface Shared {
  readonly value: unknown;
  readonly tensors: HostTensors;
}

export interface Engine {
  /** Of an engine that was given ranks. */
  readonly ranks?: Pick<Ranks, 'rank' | 'world'>;
  /** What the first rank gives is given to all, which call this in the same order as programs with `rows`. */
  share?(what: string, given: Shared): Promise<Shared>;
  readonly name: string;
  /** `ONNX Runtime 1.30.0, CPU, 2 threads` */
  readonly description: string;
  createState(values: HostTensors): State;
  /** Told of tensors that a later run will be given, the same objects, so that they can be on their way while others run. */
  prepare?(inputs: HostTensors): void;
  /** Throws {@link UserError} naming the op and where it was used if something cannot be compiled. */
  compile(program: ProgramSpec): Promise<Program>;
  dispose(): Promise<void>;
}
