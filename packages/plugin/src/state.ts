import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tensors } from './engine.js';

/**
 * State: tensors that a constructor keeps from one training step to the next, such as running means, an optimiser's
 * moments, a queue of embeddings. Its signature declares them, `state(args, types)`: a pure function of the arguments and
 * of the types it is applied to. Its implementation reads `context.state` and gives next values by
 * `context.next(name, value)`; a model reads them among its `weights`. The program carries them: they are in checkpoints,
 * and a run that is resumed goes on from them.
 *
 * | of a | `types` | one state for each | moves in training steps |
 * | --- | --- | --- | --- |
 * | model | its input | declared model | of stages that train it, or a model that it follows; of both sides |
 * | view | its input | place it stands in | whose objective uses the place; of both sides |
 * | term | its operands | term of an objective | whose objective it is part of; of both sides |
 * | optimizer | number of weights | model and stage | that update the model |
 *
 * In evaluation, in probes and in exported models state is read and never moves: `next` does nothing there. In a game of
 * two sides every step of either side is a batch of its own, and moves the state once. The fresh critic that ends a game
 * begins with fresh state of the models that raise information, of what follows them, and of the terms.
 *
 * The state of a constructor among another's arguments is part of the other's: {@link nestedState} declares it,
 * {@link stateWithin} reads it.
 *
 * A **model that follows another** takes it as a parameter, `modelOf()`, and is trained by nobody: none of its tensors is
 * `trainable`. It starts as the other one with `init: { kind: 'copy', … }` ({@link followedState}), and its implementation's
 * `follow` gives its next values after every update of the other.
 */

/** How a tensor starts; a `fan` is the number of inputs of one output unit. */
export type Initializer =
  | { readonly kind: 'zeros' }
  | { readonly kind: 'ones' }
  | { readonly kind: 'normal'; readonly std: number }
  | { readonly kind: 'uniform'; readonly limit: number }
  /** As the tensor of that name of another model, by its id, starts. */
  | { readonly kind: 'copy'; readonly model: string; readonly of: string };

export interface StateSpec {
  readonly shape: readonly number[];
  /** float32, if left out. */
  readonly dtype?: 'float32' | 'int32';
  readonly init: Initializer;
}
/** By names of letters, digits, `_`, `-`, `.` and `/`. */
export type StateSpecs = Readonly<Record<string, StateSpec>>;

/** A tensor of a model. */
export interface WeightSpec extends StateSpec {
  /** `false`: a buffer, such as a running mean, that no gradient reaches. Only float32 can be trained. */
  readonly trainable?: boolean;
  /** `false`: weight decay leaves it alone (biases, scales of normalisation). */
  readonly decay?: boolean;
}
export type WeightSpecs = Readonly<Record<string, WeightSpec>>;

/** A trainable tensor of a model in a flat vector. */
export interface WeightSegment {
  readonly offset: number;
  readonly size: number;
  /** Whether weight decay applies: not to biases and scales of normalisation. */
  readonly decay: boolean;
}

/** What an implementation sees of its state. */
export interface StateContext {
  /** By the names that the signature declares; a next value that was given is seen at once. */
  readonly state: Tensors;
  /** Gives a tensor its next value, of the same shape and dtype. Ignored outside training. */
  next(name: string, value: Tensor): void;
}

/** For constructors that keep none. */
export const stateless: StateContext = { state: {}, next() {} };

/** The state of a constructor among one's arguments, as part of one's own: `queue.rows` for `rows` of `queue`. */
export function nestedState<S>(argument: string, specs: Readonly<Record<string, S>>): Record<string, S> {
  return Object.fromEntries(Object.entries(specs).map(([name, spec]) => [`${argument}.${name}`, spec]));
}

/** What {@link nestedState} was given, of all that a constructor declares or reads. */
export function nestedWithin<S>(argument: string, all: Readonly<Record<string, S>>): Record<string, S> {
  const prefix = `${argument}.`;
  const own = Object.entries(all).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, each]) => [name.slice(prefix.length), each]));
}

/** The part of one's state that {@link nestedState} declared, as the nested implementation reads it. */
export function stateWithin(argument: string, { state, next }: StateContext): StateContext {
  const prefix = `${argument}.`;
  const own = Object.keys(state).filter((name) => name.startsWith(prefix));
  return {
    get state() {
      return Object.fromEntries(own.map((name) => [name.slice(prefix.length), state[name]!]));
    },
    next: (name, value) => next(prefix + name, value),
  };
}

/** The tensors of a model as those of one that follows it: they start equal, and none is trained. */
export function followedState(model: string, specs: WeightSpecs): WeightSpecs {
  return Object.fromEntries(
    Object.entries(specs).map(([name, { shape, dtype = 'float32' }]) => [
      name,
      { shape, dtype, init: { kind: 'copy', model, of: name }, trainable: false },
    ]),
  );
}
