import type { Tensor } from '@tensorflow/tfjs-core';
import type { HostTensors, TensorRandom, TensorSpec, Tensors } from './engine.js';
import type { WeightSegment } from './state.js';

/**
 * An operand of a probe as a function of the models behind it, for a probe that trains them further. It trains a copy, a state
 * of its own that starts as {@link start} says: the run's models stand still. Encoders and heads are trained as far as a gradient
 * of the operand reaches; generators and what stands under `stop` are not.
 */
export interface TrainableOperand {
  /** All tensors of the models behind it, as an engine's state holds them. */
  readonly state: Readonly<Record<string, TensorSpec>>;
  /** Those that are trained, a flat vector `[P]` for each model, with where the model's tensors stand in it. */
  readonly trained: Readonly<Record<string, readonly WeightSegment[]>>;
  /** What the tensors hold now. */
  start(): Promise<HostTensors>;
  /** What the functions below are given of so many rows besides the tensors. */
  inputs(rows: number): Readonly<Record<string, TensorSpec>>;
  /** Those inputs; views that draw, which they do under `draw: true` alone, draw anew in each `pass`. */
  read(split: 'train' | 'test', rows: Int32Array, pass: number): Promise<HostTensors>;
  /** The operand, `[N, …row]`, where nothing trains: batch norm goes by its running statistics. Pure, in a program's body. */
  value(tensors: Tensors, inputs: Tensors, random: TensorRandom): Tensor;
  /**
   * Gradients of a loss where the models train: batch norm goes by the batch and moves its running statistics. Pure, in a
   * program's body.
   *
   * @param loss scalar, of the operand `[N, …row]`
   * @param others tensors that `loss` is computed with, for gradients of them, too
   */
  gradients(
    tensors: Tensors,
    inputs: Tensors,
    random: TensorRandom,
    loss: (value: Tensor) => Tensor,
    others: readonly Tensor[],
  ): OperandGradients;
}

export interface OperandGradients {
  readonly loss: Tensor;
  /** By the names of {@link TrainableOperand.trained}, flat. */
  readonly trained: Tensors;
  /** Of the others, in their order. */
  readonly others: readonly Tensor[];
  /** Next values of those tensors of the state that move besides what is trained. */
  readonly next: Tensors;
}
