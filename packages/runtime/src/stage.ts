import type { StagePlan } from '@infomin/compiler';
import { type HostTensor, type ObjectiveResult, UserError } from '@infomin/plugin';
import { resolveCall } from './bound.js';
import { looksCollapsed } from './collapse.js';
import { galleryOf } from './gallery.js';
import { at } from './graph.js';
import { heldOutInformation } from './held-out.js';
import { learningRateInput, outputs, stepInput } from './programs.js';
import { Speed } from './progress.js';
import { logInterval, logStep, reportProgress, warnCollapsed } from './stage-log.js';
import { averaged, observe, type StageRecord } from './stage-record.js';
import { freshSlots, learningRateOf, type Stage, setUpStage, type Update } from './stage-setup.js';
import type { TrialContext } from './trial-context.js';

export interface StageOutcome {
  readonly status: 'done' | 'interrupted' | 'collapsed';
  readonly result: ObjectiveResult;
}

/** Called after every step, to keep what was computed. */
export type AfterStep = (stage: Stage, record: StageRecord) => Promise<void>;

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
  const stage = await setUpStage(context, plan, record);
  try {
    const slots = freshSlots(stage);
    const missing = Object.entries(slots).filter(([name]) => !context.state.names.includes(name));
    if (missing.length > 0) context.state.write(Object.fromEntries(missing));
    const schedule = plan.schedule
      ? await resolveCall(plan.schedule, 'schedule', context.registry, context.container)
      : undefined;
    const factor = (step: number) =>
      schedule?.implementation.factor(
        { step, steps: stage.steps, stepsPerEpoch: stage.stepsPerEpoch },
        schedule.args,
      ) ?? 1;
    await trainSteps(context, stage, record, factor, afterStep);
    const done = record.step >= stage.steps;
    const result = await resultOf(context, stage, record, done);
    if (!done) return { status: 'interrupted', result };
    await keepGallery(context, stage, record);
    const collapsed = looksCollapsed(context, stage, averaged(record, windowOf(stage)));
    return { status: collapsed ? 'collapsed' : 'done', result };
  } finally {
    stage.dispose();
  }
}

/** In so few steps nothing can be said of a collapse before the end. */
const FEW = 20;

async function trainSteps(
  context: TrialContext,
  stage: Stage,
  record: StageRecord,
  factor: (step: number) => number,
  afterStep: AfterStep,
): Promise<void> {
  const speed = new Speed();
  const every = logInterval(stage);
  const tenth = stage.steps < FEW ? Number.NaN : Math.floor(stage.steps / 10);
  while (record.step < stage.steps && !context.signal.aborted) {
    const updates = stage.round[record.step % stage.round.length]!;
    const rate = factor(record.step);
    for (const update of updates) {
      if (resting(stage, update, record)) continue;
      speed.step(await takeStep(context, stage, update, record, rate));
    }
    record.step++;
    const last = record.step === stage.steps;
    const seen = averaged(record, every);
    if (record.step % every === 0 || last) await logStep(context, stage, record, rate, seen, speed);
    if (record.step === tenth && looksCollapsed(context, stage, seen)) warnCollapsed(context, stage, record);
    if (speed.due() || last) reportProgress(context, stage, record, seen, speed);
    await afterStep(stage, record);
  }
}

/** Runs one update; gives the rows it used. */
async function takeStep(
  context: TrialContext,
  stage: Stage,
  update: Update,
  record: StageRecord,
  factor: number,
): Promise<number> {
  const { turn, trained, program } = update;
  const batch = await stage.streams.get(turn.batch)!.next();
  record.batches[turn.batch] = batch.index + 1;
  const inputs: Record<string, HostTensor> = { ...batch.tensors };
  for (const model of trained) {
    const { id } = model.layout.plan;
    record.updates[id] = (record.updates[id] ?? 0) + 1;
    inputs[learningRateInput(id)] = scalar(learningRateOf(model) * factor);
    inputs[stepInput(id)] = scalar(record.updates[id]);
  }
  const key = { seed: context.random.seed, step: record.step };
  const results = await program.run(context.state, inputs, key);
  const read = (name: string) => results[name]?.data[0] ?? null;
  const loss = read(outputs.loss)!;
  if (!Number.isFinite(loss) || !Number.isFinite(read(outputs.value)!)) throw notANumber(stage, record, loss);
  observe(
    record,
    turn.batch,
    {
      side: update.side,
      loss,
      information: read(outputs.information),
      embeddingStd: read(outputs.embeddingStd),
    },
    windowOf(stage),
  );
  return stage.plan.batch[turn.batch]!;
}

/** Whether the min side rests because the latest estimate of information is below its floor. */
function resting(stage: Stage, { side }: Update, record: StageRecord): boolean {
  const { floor } = stage.plan;
  if (floor === undefined || side === 'max') return false;
  const { information } = averaged(record, 1);
  return information !== null && information < floor;
}

/** An epoch's worth of steps, or the last tenth where the training is given in steps. */
function windowOf(stage: Stage): number {
  const { plan, steps, stepsPerEpoch, round } = stage;
  return Math.max(round.length, plan.epochs !== undefined ? stepsPerEpoch : Math.ceil(steps / 10));
}

async function resultOf(
  context: TrialContext,
  stage: Stage,
  record: StageRecord,
  done: boolean,
): Promise<ObjectiveResult> {
  const seen = averaged(record, windowOf(stage));
  const any = record.step > 0;
  return {
    loss: any ? seen.loss : null,
    mi_nats: any ? seen.information : null,
    mi_nats_heldout: done ? await heldOutInformation(context, stage) : null,
    ceiling_nats: stage.ceiling,
    embedding_std: any ? seen.embeddingStd : null,
    steps: record.step,
    steps_planned: stage.steps,
  };
}

/** Example images for the report; a run does not fail for them. */
async function keepGallery(context: TrialContext, stage: Stage, record: StageRecord): Promise<void> {
  try {
    const gallery = await galleryOf(context, stage, record);
    if (gallery) await context.keep(`views-${stage.plan.id}.json`, JSON.stringify(gallery));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    context.log.warn(`${stage.plan.id}: no example images for the report: ${why}`);
  }
}

function notANumber({ plan, steps }: Stage, record: StageRecord, loss: number): UserError {
  return new UserError(
    `${at(plan.place)}: the loss of ${plan.objective} became ${loss} at step ${record.step + 1} of ${steps}`,
    'Try a smaller learning rate, a warm-up in the schedule, `clip`, or a higher temperature.',
  );
}

function scalar(value: number): HostTensor {
  return { dtype: 'float32', shape: [], data: Float32Array.of(value) };
}
