import { type CallValue, isCall, type StagePlan } from '@infomin/plan';
import { type HostTensor, UserError } from '@infomin/plugin';
import { settled } from '@infomin/plugin/settled';
import { resolveCall } from '../base/bound.js';
import { observe, type StageRecord } from '../folder/stage-record.js';
import { calling, faultOf } from '../graph/fault.js';
import { at } from '../graph/graph.js';
import { progressInput } from '../step/followers.js';
import { outputs, termOutput } from '../step/observe.js';
import { learningRateInput, stepInput } from '../step/programs.js';
import { learningRateOf, type ReadyStage, type ReadyUpdate } from './stage-setup.js';
import type { TrialContext } from './trial-context.js';

/** What a model's learning rate is multiplied with. */
export type Factor = (model: string) => number;

/** What the learning rates are multiplied with at a step: by their schedules, or 1. */
export async function rateFactor(
  context: TrialContext,
  { schedule, place }: StagePlan,
  { steps, stepsPerEpoch }: Pick<ReadyStage, 'steps' | 'stepsPerEpoch'>,
): Promise<(step: number) => Factor> {
  if (!schedule) return () => () => 1;
  const { registry, container } = context;
  const factorOf = async (call: CallValue) => {
    const { id, implementation, args } = await resolveCall(call, 'schedule', registry, container);
    return (step: number) => {
      const factor: unknown = calling(id, place, () =>
        implementation.factor({ step, steps, stepsPerEpoch }, args),
      );
      if (typeof factor === 'number' && Number.isFinite(factor)) return factor;
      throw faultOf(id, place, `gave ${factor} at step ${step}, a schedule gives a number`);
    };
  };
  if (isCall(schedule)) {
    const factor = await factorOf(schedule);
    return (step) => () => factor(step);
  }
  const each = new Map<string, (step: number) => number>();
  for (const [model, call] of Object.entries(schedule)) each.set(model, await factorOf(call));
  return (step) => (model) => each.get(model)?.(step) ?? 1;
}

/** Runs one update; gives the rows it used. Throws {@link UserError} where the loss is not a number any more. */
export async function takeStep(
  context: TrialContext,
  stage: ReadyStage,
  update: ReadyUpdate,
  record: StageRecord,
  factor: Factor,
): Promise<number> {
  const { turn, learners, program } = update;
  const batch = await stage.streams.get(turn.batch)!.next();
  record.batches[turn.batch] = batch.index + 1;
  const inputs: Record<string, HostTensor> = { ...batch.tensors };
  for (const model of learners) {
    const { id } = model.layout.plan;
    record.updates[id] = (record.updates[id] ?? 0) + 1;
    inputs[learningRateInput(id)] = scalar(learningRateOf(model) * factor(id));
    inputs[stepInput(id)] = scalar(record.updates[id]);
  }
  if (progressInput in update.spec.inputs) inputs[progressInput] = scalar(record.step / stage.steps);
  const key = { seed: context.random.seed, step: record.step };
  const results = await settled(`step ${record.step + 1} of ${stage.plan.id}`, () =>
    program.run(context.state, inputs, key),
  );
  const read = (name: string) => results[name]?.data[0] ?? null;
  const loss = read(outputs.loss)!;
  for (const [name, number] of Object.entries({ loss, value: read(outputs.value)! }))
    if (!Number.isFinite(number)) throw notANumber(stage, record, name, number);
  observe(
    record,
    turn.batch,
    {
      side: update.side,
      loss,
      information: read(outputs.information),
      embeddingStd: read(outputs.embeddingStd),
      terms: Object.fromEntries(turn.terms.map(({ id }) => [id, read(termOutput(id))!])),
    },
    windowOf(stage),
  );
  return stage.plan.batch[turn.batch]!;
}

/** An epoch's worth of steps, or the last tenth where the training is given in steps. */
export function windowOf(stage: ReadyStage): number {
  const { plan, steps, stepsPerEpoch, round } = stage;
  return Math.max(round.length, plan.epochs !== undefined ? stepsPerEpoch : Math.ceil(steps / 10));
}

function notANumber(
  { plan, steps }: ReadyStage,
  record: StageRecord,
  name: string,
  number: number,
): UserError {
  return new UserError(
    `${at(plan.place)}: the ${name} of ${plan.objective} became ${number} at step ${record.step + 1} of ${steps}`,
    'Try a smaller learning rate, a warm-up in the schedule, `clip`, or a higher temperature.',
  );
}

function scalar(value: number): HostTensor {
  return { dtype: 'float32', shape: [], data: Float32Array.of(value) };
}
