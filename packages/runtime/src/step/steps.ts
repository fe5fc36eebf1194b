import type { StagePlan } from '@infomin/plan';
import { entryOf, type ProgramSpec, UserError } from '@infomin/plugin';
import { calling, faultOf } from '../graph/fault.js';
import { at } from '../graph/graph.js';
import { type Turn, turnsOf } from '../graph/objective.js';
import type { ResolvedTrial } from '../graph/resolved-trial.js';
import { sourceSpecs } from '../graph/sources.js';
import { layoutOf } from '../graph/state.js';
import { type Learner, type Side, trainingProgram } from './programs.js';

/** One side's update on one batch's turn. */
export interface Update {
  readonly side: Side;
  readonly turn: Turn;
  readonly learners: readonly Learner[];
  /** Its name keys its draws. */
  readonly spec: ProgramSpec;
}

/**
 * Every program of a trial's training, in the order of the stages, the max side's before the min side's, one per batch that
 * feeds a term. Pure: it reads the plan and the constructors' code alone, no data, and needs no engine. Throws
 * {@link UserError} where a stage trains nothing.
 */
export function stepsOf(trial: ResolvedTrial): ProgramSpec[] {
  return trial.plan.stages.flatMap((stage) =>
    updatesOf(trial, stage, turnsOf(trial, stage)).map(({ spec }) => spec),
  );
}

/** The updates of a stage on its turns. */
export function updatesOf(trial: ResolvedTrial, stage: StagePlan, turns: readonly Turn[]): Update[] {
  const updates = (['max', 'min'] as const).flatMap((side) =>
    turns.flatMap((turn): Update[] => {
      const learners = learnersOf(trial, turn, side);
      if (learners.length === 0) return [];
      const inputs = sourceSpecs(trial, turn.sources, rowsOf(stage, turn.batch));
      return [{ side, turn, learners, spec: trainingProgram(trial, turn, side, learners, inputs) }];
    }),
  );
  // Without a turn every term has the coefficient 0: there is nothing to train, which is no mistake.
  if (updates.length === 0 && turns.length > 0) {
    throw new UserError(
      `${at(stage.place)}: nothing of ${stage.objective} can be trained`,
      'Name models after `min` or `max` that the objective applies and that have weights.',
    );
  }
  return updates;
}

/** Rows of a batch in a stage. */
export function rowsOf(stage: StagePlan, batch: string): number {
  const rows = stage.batch[batch];
  if (rows === undefined)
    throw new Error(`stage ${stage.id} does not say how many rows batch "${batch}" has`);
  return rows;
}

function learnersOf(trial: ResolvedTrial, turn: Turn, side: Side): Learner[] {
  const { stage } = turn;
  return turn.dependsOn(stage[side]).flatMap((id): Learner[] => {
    const layout = trial.models.get(id)!;
    if (layout.size === 0) return [];
    const call = entryOf(stage.optimizer, id);
    const optimizer = call && trial.optimizers.get(call);
    if (!call || !optimizer) throw new Error(`stage ${stage.id} has no optimizer for "${id}"`);
    const { signature, args } = optimizer;
    if (typeof (args as { lr?: unknown }).lr !== 'number')
      throw faultOf(call.call, stage.place, 'has no parameter `lr`, the learning rate');
    const owner = `optimizer ${stage.id} ${id}`;
    const specs = calling(call.call, stage.place, () => signature.state?.(args, layout.size));
    const state = layoutOf(owner, specs, { id: call.call, place: stage.place });
    return [{ layout, optimizer, state }];
  });
}
