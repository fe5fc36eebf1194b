import { modelsIn } from '@infomin/plan';
import type { FollowContext, Weights } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { calling } from '../graph/fault.js';
import type { ResolvedTrial } from '../graph/resolved-trial.js';
import { type ModelLayout, ownerOfModel } from '../graph/state.js';
import type { OpenedStates } from './open-state.js';

/** The part of a stage's steps that were done before this one: an input of programs in which models follow others. */
export const progressInput = 'progress';

/** A model that follows others, and their ids. */
export interface Follower {
  readonly layout: ModelLayout;
  readonly followed: readonly string[];
}

/** The models that follow some of the given ones, or one that does; those that are followed first. */
export function followersOf(trial: ResolvedTrial, models: readonly string[]): Follower[] {
  const moved = new Set(models);
  const followers: Follower[] = [];
  const following = [...trial.models.values()].flatMap((layout) => {
    const followed = modelsIn(layout.plan.call.args);
    return followed.length > 0 && layout.bound.implementation.follow ? [{ layout, followed }] : [];
  });
  for (let found = true; found; ) {
    found = false;
    for (const follower of following) {
      const { id } = follower.layout.plan;
      if (moved.has(id) || !follower.followed.some((other) => moved.has(other))) continue;
      moved.add(id);
      followers.push(follower);
      found = true;
    }
  }
  return followers;
}

/**
 * Lets models follow after an update: `updated` are the next weights of those that were updated, in flat vectors by the
 * model's id.
 */
export function follow(
  followers: readonly Follower[],
  trial: ResolvedTrial,
  states: OpenedStates,
  updated: ReadonlyMap<string, tf.Tensor>,
  progress: tf.Tensor | undefined,
): void {
  const weightsOf = (id: string): Weights => {
    const { state } = states.of(ownerOfModel(id));
    const flat = updated.get(id);
    return flat ? { ...state, ...trial.models.get(id)!.openWeights(flat) } : state;
  };
  for (const { layout } of followers) {
    const own = states.of(layout.owner);
    const { implementation, args } = layout.bound;
    const context: FollowContext = {
      state: own.state,
      next: own.next,
      weightsOf: ({ model }) => weightsOf(model),
      trainedOf({ model }) {
        const { weights } = trial.models.get(model)!;
        const all = weightsOf(model);
        return Object.fromEntries(weights.map(({ name }) => [name, all[name]!]));
      },
      progress: progress ?? tf.scalar(0),
    };
    calling(layout.maker.id, layout.plan.place, () => implementation.follow!(args, context));
  }
}
