import type { StagePlan } from '@infomin/plan';
import { type HostTensors, UserError } from '@infomin/plugin';
import { newRecord, type StageRecord } from '../folder/stage-record.js';
import { initialState } from '../graph/initial-state.js';
import { ownerOfModel, ownerOfTerm } from '../graph/state.js';
import { followersOf } from '../step/followers.js';
import { HeldOut } from './held-out.js';
import {
  estimatesInformation,
  initialOptimizers,
  isSaddle,
  type ReadyStage,
  setUpStage,
} from './stage-setup.js';
import { sidesOf } from './stage-terms.js';
import { rateFactor, takeStep } from './take-step.js';
import type { TrialContext } from './trial-context.js';

/** Most steps that a fresh critic is trained for. */
const STEPS = 500;

/**
 * Information on held-out rows, in nats, as a fresh critic sees it when a saddle stage ends: the models of the side that raises
 * information begin anew (same constructors, other initial weights), and the terms' state with them, and train with their
 * optimisers and the stage's schedule on the views of the other side's models, which are frozen now; as many steps as they were
 * trained in the stage, but at most 500. A side that fooled its critics instead of removing information is found out: this
 * estimate is above theirs then.
 * `null` where no information term or no held-out split is there, where the loss becomes NaN, or where the run is to end.
 */
export async function freshCriticInformation(
  context: TrialContext,
  stage: ReadyStage,
  record: StageRecord,
): Promise<number | null> {
  if (!estimatesInformation(stage) || !isSaddle(stage)) return null;
  const { raising, lowering } = sidesOf(stage.terms);
  const critics = stage.plan[raising];
  const steps = Math.min(STEPS, Math.max(0, ...critics.map((id) => record.updates[id] ?? 0)));
  if (steps === 0) return null;
  const id = `${stage.plan.id}/fresh critic`;
  const plan: StagePlan = {
    ...stage.plan,
    id,
    [lowering]: [],
    epochs: undefined,
    steps,
    floor: undefined,
  };
  const state = context.engine.createState(await freshState(context, stage.plan, critics, id));
  const fresh = { ...context, state };
  try {
    return await estimate(fresh, plan);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    context.log.warn(`${id}: ${error.message}`);
    return null;
  } finally {
    state.dispose();
  }
}

async function estimate(context: TrialContext, plan: StagePlan): Promise<number | null> {
  const record = newRecord();
  const stage = await setUpStage(context, plan, record);
  try {
    context.state.write(await initialOptimizers(context, stage));
    context.log.info(`${plan.id}: ${stage.steps} steps`);
    const factor = await rateFactor(context, plan, stage);
    for (; record.step < stage.steps; record.step++) {
      if (context.signal.aborted) return null;
      for (const update of stage.round[record.step % stage.round.length]!)
        await takeStep(context, stage, update, record, factor(record.step));
    }
    const heldOut = await HeldOut.open(context, stage);
    try {
      return (await heldOut.estimate())?.information ?? null;
    } finally {
      heldOut.dispose();
    }
  } finally {
    stage.dispose();
  }
}

/** All state as it is, but new for the critics, for what follows them, and for the stage's terms. */
async function freshState(
  context: TrialContext,
  stage: StagePlan,
  critics: readonly string[],
  name: string,
): Promise<HostTensors> {
  const { trial, state } = context;
  const models = [...critics, ...followersOf(trial, critics).map(({ layout }) => layout.plan.id)];
  const owners = [
    ...models.map(ownerOfModel),
    ...trial.graph.terms([stage.value]).map(({ id }) => ownerOfTerm(id)),
  ];
  const fresh = owners.flatMap((owner) => trial.states.get(owner) ?? []);
  const names = [...trial.states.values()].flatMap((layout) => Object.keys(layout.tensors));
  return { ...(await state.read(names)), ...(await initialState(trial, fresh, name)) };
}
