import {
  type Bound,
  constructorOf,
  type DeclaredModel,
  definePlugin,
  followedState,
  model,
  modelOf,
  nestedState,
  range,
  rowShape,
  type StateSpecs,
  stateWithin,
  type Type,
  term,
  view,
} from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';

const width = (type: Type) => rowShape(type)[0]!;

/** Counts the training steps that used it, and adds the count times `step` to its input. */
export const Drift = view({
  name: 'Drift',
  doc: 'Counts.',
  parameters: z.object({ step: z.number() }),
  random: false,
  infer: (_args, input) => input,
  state: (): StateSpecs => ({ steps: { shape: [], dtype: 'int32', init: { kind: 'zeros' } } }),
  implementation: async () => ({
    default: {
      apply(input: tf.Tensor, { step }: { step: number }, { state, next }) {
        next('steps', tf.add(state.steps!, tf.scalar(1, 'int32')));
        return tf.add(input, tf.mul(tf.cast(state.steps!, 'float32'), step));
      },
    },
  }),
});

/** Gives the latest `size` rows that it saw in training before these. */
export const Queue = view({
  name: 'Queue',
  doc: 'Keeps rows.',
  parameters: z.object({ size: z.int() }),
  random: false,
  infer: (_args, input) => input,
  state: ({ size }, input): StateSpecs => ({
    rows: { shape: [size, width(input)], init: { kind: 'zeros' } },
  }),
  implementation: async () => ({
    default: {
      apply(input: tf.Tensor, { size }: { size: number }, { state, next }) {
        const rows = state.rows!;
        next('rows', tf.slice(tf.concat([input, rows], 0), [0, 0], [size, input.shape[1]!]));
        return rows;
      },
    },
  }),
});

/** Mean square distance of `a` from `b`, and from what its memory keeps of `b`. */
export const Remember = term({
  name: 'Remember',
  doc: 'Remembers.',
  parameters: z.object({ memory: constructorOf('view') }),
  operands: [
    { name: 'a', doc: '' },
    { name: 'b', doc: '' },
  ],
  separator: ';',
  information: false,
  accepts: () => true,
  state: ({ memory }, operands): StateSpecs =>
    nestedState('memory', memory.signature.state!(memory.args, operands[1]!)),
  implementation: async () => ({
    default: {
      estimate([a, b], { memory }: { memory: Bound<'view'> }, context) {
        const rows = memory.implementation!.apply!(b!, memory.args, {
          random: context.random,
          training: true,
          ...stateWithin('memory', context),
        }) as tf.Tensor;
        const near = tf.mean(tf.square(tf.sub(a!, b!)));
        const value = tf.add(near, tf.square(tf.sub(tf.mean(rows), tf.mean(a!))));
        return { value, loss: value } as { value: tf.Tensor; loss: tf.Tensor };
      },
    },
  }),
});

interface FollowArgs {
  readonly model: DeclaredModel;
  readonly momentum: { readonly from: number; readonly to: number };
}

/** A model whose weights are a running mean of another's. */
export const Follow = model({
  name: 'Follow',
  doc: 'Follows.',
  parameters: z.object({ model: modelOf(), momentum: range({ min: 0, max: 1 }) }),
  roles: ['encoder'],
  infer: ({ model }, input) => model.signature.infer(model.args, input),
  state: ({ model }, input) => followedState(model.model, model.signature.state(model.args, input)),
  implementation: async () => ({
    default: {
      apply: (weights, input, { model }: FollowArgs, context) =>
        model.implementation!.apply(weights, input, model.args, context),
      follow({ model, momentum: { from, to } }: FollowArgs, { state, next, weightsOf, progress }) {
        const momentum = tf.add(from, tf.mul(progress, to - from));
        for (const [name, weight] of Object.entries(weightsOf(model))) {
          next(name, tf.add(weight, tf.mul(tf.sub(state[name]!, weight), momentum)));
        }
      },
    },
  }),
});

export const stateful = definePlugin({
  name: 'stateful',
  version: '1.0.0',
  doc: '',
  constructors: [Drift, Queue, Remember, Follow],
});
