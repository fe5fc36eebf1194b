import type { StagePlan } from '@infomin/plan';
import type { ObjectiveResult, TermResult } from '@infomin/plugin';
import { Speed } from '../base/progress.js';
import { averaged, type StageRecord } from '../folder/stage-record.js';
import { turnsOf } from '../graph/objective.js';
import { firstLook, looksCollapsed } from './collapse.js';
import { freshCriticInformation } from './fresh-critic.js';
import { galleryOf } from './gallery.js';
import { HeldOut } from './held-out.js';
import {
  logInterval,
  logStep,
  reportProgress,
  warnOfCritic,
  warnOfSettings,
  watchInterval,
} from './stage-log.js';
import {
  estimatesInformation,
  initialOptimizers,
  isSaddle,
  type ReadyStage,
  type ReadyUpdate,
  setUpStage,
} from './stage-setup.js';
import { informationName, sidesOf } from './stage-terms.js';
import { rateFactor, takeStep, windowOf } from './take-step.js';
import { leads, type TrialContext } from './trial-context.js';
import { Watch } from './watch.js';

export interface StageOutcome {
  readonly status: 'done' | 'interrupted' | 'collapsed';
  readonly result: ObjectiveResult;
}

/** Called after every step, to keep what was computed; at the end of training it is to be kept `now`. */
export type AfterStep = (now: boolean) => Promise<void>;

/**
 * Trains one stage from where the record stands to its end, or to the step at which the signal aborts.
 * Throws {@link UserError} where the loss is not a number any more.
 */
export async function runStage(
  context: TrialContext,
  plan: StagePlan,
  record: StageRecord,
  afterStep: AfterStep,
): Promise<StageOutcome> {
  if (turnsOf(context.trial, plan).length === 0) {
    context.log.info(`${plan.id}: every term has the coefficient 0, nothing is trained`);
    return { status: 'done', result: emptyResult(0) };
  }
  const stage = await setUpStage(context, plan, record);
  const heldOut = await HeldOut.open(context, stage);
  try {
    const missing = Object.entries(await initialOptimizers(context, stage)).filter(
      ([name]) => !context.state.names.includes(name),
    );
    if (missing.length > 0) context.state.write(Object.fromEntries(missing));
    await trainSteps(context, stage, record, heldOut, afterStep);
    const done = isOver(stage, record);
    if (done) {
      record.collapsed = looksCollapsed(context, stage, averaged(record, windowOf(stage)));
      await afterStep(true);
    }
    const result = await resultOf(context, stage, record, done ? heldOut : undefined);
    if (!done) return { status: 'interrupted', result };
    if (leads(context)) await keepGallery(context, stage, record);
    return { status: record.collapsed ? 'collapsed' : 'done', result };
  } finally {
    heldOut.dispose();
    stage.dispose();
  }
}

/** Batches of an estimate during training. */
const GLIMPSE = 2;

async function trainSteps(
  context: TrialContext,
  stage: ReadyStage,
  record: StageRecord,
  heldOut: HeldOut,
  afterStep: AfterStep,
): Promise<void> {
  const speed = new Speed();
  const every = logInterval(stage);
  const watching = watchInterval(stage);
  const factor = await rateFactor(context, stage.plan, stage);
  if (record.step === 0) warnOfSettings(context, stage, factor);
  const look = firstLook(stage, every);
  const watch = new Watch(context, stage);
  /** What a step is followed by; not at all where the run is to end, and then when it goes on. */
  const tell = async () => {
    const last = record.step === stage.steps;
    const measured = await watch.due(record);
    const seen = averaged(record, every);
    const logged = record.step % every === 0 || last;
    const before = record.collapsed;
    if (record.step === look || (record.step > look && logged))
      record.collapsed = looksCollapsed(context, stage, seen, before);
    if (logged || measured) {
      const watched = logged && (record.step % watching === 0 || last);
      const estimate = watched ? await heldOut.estimate(GLIMPSE) : undefined;
      await logStep(context, stage, record, factor(record.step - 1), seen, speed, estimate, measured);
    }
    record.told = record.step;
    if (speed.due() || measured || isOver(stage, record) || record.collapsed !== before)
      reportProgress(context, stage, record, seen, speed);
  };
  try {
    if (record.told < record.step) await tell();
    while (!isOver(stage, record) && !context.signal.aborted) {
      const updates = stage.round[record.step % stage.round.length]!;
      const rate = factor(record.step);
      for (const update of updates) {
        if (resting(stage, update, record)) continue;
        speed.step(await takeStep(context, stage, update, record, rate));
      }
      record.step++;
      await tell();
      await afterStep(false);
    }
  } catch (error) {
    if (!context.signal.aborted) throw error;
  } finally {
    watch.dispose();
  }
}

function isOver({ steps }: ReadyStage, record: StageRecord): boolean {
  return record.told === record.step && (record.step >= steps || record.stopped);
}

/** Whether the side that lowers information rests on a turn with it because the latest estimate of it is below the floor. */
function resting(stage: ReadyStage, { side, turn }: ReadyUpdate, record: StageRecord): boolean {
  const { floor } = stage.plan;
  if (floor === undefined || turn.information.length === 0 || side !== sidesOf(stage.terms).lowering)
    return false;
  const { information } = averaged(record, 1);
  return information !== null && information < floor;
}

/** What a stage came to; `heldOut` is there if it has ended. */
async function resultOf(
  context: TrialContext,
  stage: ReadyStage,
  record: StageRecord,
  heldOut: HeldOut | undefined,
): Promise<ObjectiveResult> {
  const result = { ...emptyResult(stage.steps), ceiling_nats: stage.ceiling, steps: record.step };
  if (record.step === 0) return result;
  if (heldOut && estimatesInformation(stage)) {
    for (const [batch, { split, rows }] of Object.entries(heldOut.parts)) {
      context.log.info(
        `${stage.plan.id}: ${informationName(stage.terms)} on ${rows} rows held out for ${batch}, of split ${split}`,
      );
    }
  }
  const estimate = await heldOut?.estimate();
  if (heldOut) {
    // Training is over: what its programs held is free for the critic's.
    heldOut.dispose();
    stage.dispose();
  }
  const fresh = heldOut ? await freshCriticInformation(context, stage, record) : null;
  if (estimate && fresh !== null) warnOfCritic(context, stage, estimate.information, fresh);
  const seen = averaged(record, windowOf(stage));
  return {
    ...result,
    loss: seen.loss,
    mi_nats: seen.information,
    mi_nats_heldout: estimate?.information ?? null,
    mi_nats_heldout_std: estimate?.informationStd ?? null,
    embedding_std: seen.embeddingStd,
    collapsed: record.collapsed,
    ...(record.stopped && { stopped: true }),
    ...(record.watched.length > 0 && { watched: record.watched }),
    terms: stage.terms.map(
      (term): TermResult => ({
        term: term.name,
        information: term.information,
        coefficient: term.coefficient,
        value: seen.terms[term.id] ?? null,
        value_heldout: estimate?.terms[term.id] ?? null,
        value_heldout_std: estimate?.termStds[term.id] ?? null,
        ceiling: term.ceiling,
      }),
    ),
    ...(estimate && { heldout: heldOut!.parts }),
    ...(isSaddle(stage) && estimatesInformation(stage) && { mi_nats_fresh_critic: fresh }),
    ...(estimate && Object.keys(estimate.shift).length > 0 && { generator_shift: estimate.shift }),
  };
}

function emptyResult(steps: number) {
  return {
    loss: null,
    mi_nats: null,
    mi_nats_heldout: null,
    mi_nats_heldout_std: null,
    ceiling_nats: null,
    embedding_std: null,
    collapsed: false,
    steps: 0,
    steps_planned: steps,
  };
}

/** Example images for the report; a run does not fail for them. */
async function keepGallery(context: TrialContext, stage: ReadyStage, record: StageRecord): Promise<void> {
  try {
    const gallery = await galleryOf(context, stage, record);
    if (gallery) await context.keep(`views-${stage.plan.id}.json`, JSON.stringify(gallery));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    context.log.warn(`${stage.plan.id}: no example images for the report: ${why}`);
  }
}
