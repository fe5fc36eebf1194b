import type { Tensors } from '@infomin/plugin';
import type * as tf from '@tensorflow/tfjs-core';
import type { OpenState } from '../graph/expressions.js';
import { formatTensor } from '../graph/fault.js';
import { described, isTensor, matches } from '../graph/results.js';
import type { StateLayout } from '../graph/state.js';

/** The state of an owner within one call of a program's body. */
export class OpenedState implements OpenState {
  /** The latest values. */
  readonly state: Record<string, tf.Tensor>;
  /** Names of those that were given a next value. */
  readonly changed = new Set<string>();

  constructor(
    readonly layout: StateLayout,
    tensors: Tensors,
    readonly training: boolean,
  ) {
    this.state = layout.open(tensors);
  }

  readonly next = (name: string, value: tf.Tensor): void => {
    if (!this.training) return;
    const { layout } = this;
    const spec = layout.spec(name);
    if (!spec) throw layout.fault(`gave a next value of \`${name}\`, which its signature does not declare`);
    if (spec.trainable !== false) {
      throw layout.fault(`gave a next value of \`${name}\`, which is trained: only the optimiser moves it`);
    }
    const { dtype = 'float32', shape } = spec;
    if (!isTensor(value) || value.dtype !== dtype || !matches(value.shape, shape)) {
      throw layout.fault(
        `gave ${described(value)} as the next value of \`${name}\`, its signature declares ${formatTensor({ dtype, shape })}`,
      );
    }
    this.changed.add(name);
    this.state[name] = value;
  };

  /** The engine's tensors that differ now, but for what is trained. */
  close(): Record<string, tf.Tensor> {
    return this.layout.close(this.changed, this.state);
  }
}

/** The opened states of a program, by owner. */
export class OpenedStates {
  private readonly byOwner: ReadonlyMap<string, OpenedState>;

  /** `moving`: those whose next values are kept. */
  constructor(layouts: Iterable<StateLayout>, tensors: Tensors, moving: (layout: StateLayout) => boolean) {
    this.byOwner = new Map(
      [...layouts].map((layout) => [layout.owner, new OpenedState(layout, tensors, moving(layout))]),
    );
  }

  of(owner: string): OpenedState {
    const opened = this.byOwner.get(owner);
    if (!opened) throw new Error(`the program does not hold the state of "${owner}"`);
    return opened;
  }

  /** The next values given so far, under names of their own: to be carried out of a tape and put back by {@link take}. */
  given(): Record<string, tf.Tensor> {
    return Object.fromEntries(
      [...this.byOwner.values()].flatMap(({ layout, changed, state }) =>
        [...changed].map((name) => [`next ${layout.owner} ${name}`, state[name]!]),
      ),
    );
  }

  /** Puts back what {@link given} gave and returns the other tensors. */
  take(results: Record<string, tf.Tensor>): Record<string, tf.Tensor> {
    const others = { ...results };
    for (const { layout, changed, state } of this.byOwner.values()) {
      for (const name of changed) {
        const key = `next ${layout.owner} ${name}`;
        state[name] = others[key]!;
        delete others[key];
      }
    }
    return others;
  }

  /** The engine's tensors that differ now, but for what is trained. */
  close(): Record<string, tf.Tensor> {
    return Object.assign({}, ...[...this.byOwner.values()].map((opened) => opened.close()));
  }
}
