import type { NodePlan, TermNode } from '@infomin/plan';
import type { HostImage, Random, StateContext, TensorRandom, Tensors, TermEstimate } from '@infomin/plugin';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { StateLayout } from './state.js';

/** One call of a program's body: what the nodes are evaluated in. Every node is evaluated once. */
export interface Evaluation {
  /** By node id: columns, and views made on the host. */
  readonly inputs: Tensors;
  readonly random: TensorRandom;
  /** Whether random view operations draw; false in probes. */
  readonly drawing: boolean;
  /** The state of an owner that the program holds. */
  state(owner: string): OpenState;
  readonly memo: Map<string, unknown>;
}

/** The state of a constructor within one call of a body. */
export interface OpenState extends StateContext {
  /** Whether next values are kept; of a model, whether it is trained. */
  readonly training: boolean;
}

/** A node of the graph, ready to compute; made of what the container resolved. */
export interface Operation<N extends NodePlan = NodePlan> {
  readonly node: N;
  /** Of the constructor that computes it, where that keeps any. */
  readonly state?: StateLayout | undefined;
  /** The node's value for a batch, `[N, …row]`, or `[]` for a number. */
  evaluate(evaluation: Evaluation): Tensor;
}

export interface TermOperation extends Operation<TermNode> {
  /** Whether its loss falls as its value rises: of information, but for an upper bound. */
  readonly opposed: boolean;
  estimate(evaluation: Evaluation): TermEstimate;
  /** The most the estimate can say with so many rows a batch, of so many that are trained on, in nats. */
  ceiling(rows: number, trained: number): number | undefined;
}

/** A view operation, or a slice, on one decoded image. */
export interface HostOperation extends Operation {
  transform(image: HostImage, random: Random, drawing: boolean): HostImage | HostImage[];
}

export function isHost(operation: Operation): operation is HostOperation {
  return 'transform' in operation;
}

/** Computes `make` at the first time the key is asked for in this evaluation. */
export function once<T>(evaluation: Evaluation, key: string, make: () => T): T {
  if (!evaluation.memo.has(key)) evaluation.memo.set(key, make());
  return evaluation.memo.get(key) as T;
}
