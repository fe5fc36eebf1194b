import {
  type ApplyNode,
  type ArithmeticNode,
  type BlendNode,
  type ColumnNode,
  type ConcatNode,
  culprit,
  type NodePlan,
  type NumberNode,
  type RowsNode,
  type SliceNode,
  type StopNode,
  type TermNode,
  type ViewNode,
} from '@infomin/plan';
import { type HostImage, type StateContext, stateless, type TermEstimate, UserError } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import type { Ready } from '../base/bound.js';
import {
  type Evaluation,
  type HostOperation,
  type Operation,
  once,
  type TermOperation,
} from './expressions.js';
import { calling, drawingNothing, faultOf } from './fault.js';
import { at } from './graph.js';
import { checkEstimate, checkResult } from './results.js';
import type { ModelLayout, StateLayout } from './state.js';

const blends = { '+': tf.add, '-': tf.sub, '*': tf.mul, '/': tf.div } as const;
const arithmetic = { add: tf.add, subtract: tf.sub, multiply: tf.mul, divide: tf.div } as const;

export function sourceOperation(node: ColumnNode | RowsNode, source: string): Operation {
  return memoised(node, (evaluation) => {
    const tensor = evaluation.inputs[source];
    if (!tensor) throw new Error(`the program was not given "${source}"`);
    return tensor;
  });
}

/** A view operation inside the step. */
export function viewOperation(
  node: ViewNode,
  bound: Ready<'view'>,
  input: Operation,
  state: StateLayout | undefined,
): Operation {
  const maker = culprit(node.call);
  const operation = memoised(node, (evaluation) => {
    const results = once(evaluation, `draw ${node.draw}`, () => {
      const tensor = input.evaluate(evaluation);
      if (!evaluation.drawing && node.random && bound.signature.atTest === 'identity') return tensor;
      const apply = bound.implementation.apply;
      if (!apply) throw faultOf(maker, node.place, 'has no `apply`: it works on decoded images only');
      const context = {
        random: bound.signature.random
          ? evaluation.random.fork(node.draw)
          : drawingNothing(maker, node.place),
        training: evaluation.drawing || !node.random,
        ...contextOf(state, evaluation),
      };
      return calling(maker, node.place, () => apply.call(bound.implementation, tensor, bound.args, context));
    });
    return checkResult(node, maker, pick(results, node), input.evaluate(evaluation));
  });
  return { ...operation, state };
}

/** A view operation on decoded images: its values enter the step as an input. */
export function hostViewOperation(node: ViewNode, bound: Ready<'view'>): HostOperation {
  const host = bound.implementation.host;
  if (!host) {
    throw new UserError(
      `${at(node.place)}: ${bound.signature.name} needs images of a known size`,
      'Put a view operation that fixes the size, such as Resize or RandomResizedCrop, before it.',
    );
  }
  return {
    ...memoised(node, (evaluation) => evaluation.inputs[node.id]!),
    transform(image, random, drawing) {
      if (!drawing && node.random && bound.signature.atTest === 'identity') return image;
      const context = { random, training: drawing || !node.random };
      return calling(culprit(node.call), node.place, () =>
        host.call(bound.implementation, image, bound.args, context),
      );
    },
  };
}

/** Channels of a decoded image. */
export function hostSliceOperation(node: SliceNode): HostOperation {
  return {
    ...memoised(node, (evaluation) => evaluation.inputs[node.id]!),
    transform: (image) => channels(image, node),
  };
}

export function sliceOperation(node: SliceNode, input: Operation): Operation {
  return memoised(node, (evaluation) => {
    const tensor = input.evaluate(evaluation);
    const begin = tensor.shape.map((_, axis) => (axis === tensor.rank - 1 ? node.from : 0));
    const size = tensor.shape.map((dim, axis) => (axis === tensor.rank - 1 ? node.to - node.from : dim));
    return tf.slice(tensor, begin, size);
  });
}

export function applyOperation(node: ApplyNode, layout: ModelLayout, input: Operation): Operation {
  const { bound } = layout;
  const operation = memoised(node, (evaluation) => {
    const { state, training, next } = evaluation.state(layout.owner);
    const tensor = input.evaluate(evaluation);
    const context = {
      training,
      drawing: evaluation.drawing,
      random: evaluation.random.fork(node.id),
      next,
    };
    const result = calling(layout.maker.id, node.place, () =>
      bound.implementation.apply(state, tensor, bound.args, context),
    );
    return checkResult(node, layout.maker.id, result, tensor);
  });
  return { ...operation, state: layout };
}

export function concatOperation(node: ConcatNode, inputs: readonly Operation[]): Operation {
  return memoised(node, (evaluation) =>
    tf.concat(
      inputs.map((input) => input.evaluate(evaluation)),
      -1,
    ),
  );
}

export function blendOperation(node: BlendNode, left: Operation, right: Operation): Operation {
  return memoised(node, (evaluation) =>
    blends[node.operator](left.evaluate(evaluation), right.evaluate(evaluation)),
  );
}

export function stopOperation(node: StopNode, input: Operation): Operation {
  return memoised(node, (evaluation) => detached(input.evaluate(evaluation)));
}

/** The same values off the tape: tfjs records nothing inside a kernel, so the backward pass is never computed beyond. */
function detached(tensor: tf.Tensor): tf.Tensor {
  const { state } = tf.engine();
  state.kernelDepth++;
  try {
    return tf.clone(tensor);
  } finally {
    state.kernelDepth--;
  }
}

export function termOperation(
  node: TermNode,
  bound: Ready<'term'>,
  inputs: readonly Operation[],
  state: StateLayout | undefined,
): TermOperation {
  const operands = inputs.slice(0, node.operands.length);
  const rowsOf = inputs[node.operands.length];
  const maker = culprit(node.call);
  const tuples = node.tuples ?? [operands.map((_, place) => place)];
  const estimate = (evaluation: Evaluation) =>
    once(evaluation, `term ${node.id}`, () => {
      const values = operands.map((operand) => operand.evaluate(evaluation));
      const rows = rowsOf?.evaluate(evaluation);
      const estimates = tuples.map((tuple, i) => {
        const random = evaluation.random.fork(i === 0 ? node.id : `${node.id} ${i}`);
        const given = tuple.map((place) => values[place]!);
        const context = { random, rows, ...contextOf(state, evaluation) };
        const estimated = calling(maker, node.place, () =>
          bound.implementation.estimate(given, bound.args, context),
        );
        return checkEstimate(node, maker, estimated);
      });
      return meanOf(estimates);
    });
  return {
    node,
    state,
    opposed: node.information && bound.signature.bound !== 'upper',
    estimate,
    evaluate: (evaluation) => estimate(evaluation).value,
    ceiling: (rows, trained) => {
      const room = node.rows?.room;
      const kept = room === undefined ? undefined : Math.min(room, trained);
      const ceiling: unknown = calling(maker, node.place, () =>
        bound.implementation.ceiling?.(bound.args, rows, kept),
      );
      if (ceiling === undefined || (typeof ceiling === 'number' && !Number.isNaN(ceiling))) return ceiling;
      throw faultOf(maker, node.place, `gave ${ceiling} as a ceiling, which is a number`);
    },
  };
}

function meanOf(estimates: readonly TermEstimate[]): TermEstimate {
  const [first] = estimates;
  if (estimates.length === 1) return first!;
  const mean = (part: 'value' | 'loss') =>
    tf.div(tf.addN(estimates.map((estimate) => estimate[part] as tf.Scalar)), estimates.length) as tf.Scalar;
  return { value: mean('value'), loss: mean('loss') };
}

export function arithmeticOperation(node: ArithmeticNode, left: Operation, right: Operation): Operation {
  return memoised(node, (evaluation) =>
    arithmetic[node.op](left.evaluate(evaluation), right.evaluate(evaluation)),
  );
}

export function numberOperation(node: NumberNode): Operation {
  return memoised(node, () => tf.scalar(node.value));
}

function contextOf(state: StateLayout | undefined, evaluation: Evaluation): StateContext {
  if (!state) return stateless;
  const opened = evaluation.state(state.owner);
  return { state: opened.state, next: opened.next };
}

function memoised(node: NodePlan, compute: (evaluation: Evaluation) => tf.Tensor): Operation {
  return { node, evaluate: (evaluation) => once(evaluation, node.id, () => compute(evaluation)) };
}

/** The result of an operation that a node stands for. */
export function pick<T>(results: T | readonly T[], node: ViewNode): T {
  if (!Array.isArray(results)) return results as T;
  const result = (results as readonly T[])[node.output ?? 0];
  const count = (results as readonly T[]).length;
  if (result !== undefined && (node.output !== undefined || count === 1)) return result;
  const inferred = node.output === undefined ? 'one' : 'more';
  throw faultOf(culprit(node.call), node.place, `gave ${count} results, its signature inferred ${inferred}`);
}

function channels(image: HostImage, { from, to }: SliceNode): HostImage {
  const count = to - from;
  const data = new Uint8Array(image.height * image.width * count);
  for (let pixel = 0, out = 0; out < data.length; pixel += image.channels) {
    for (let c = from; c < to; c++) data[out++] = image.data[pixel + c]!;
  }
  return { height: image.height, width: image.width, channels: count, data };
}
