import type { BatchPlan, StagePlan } from '@infomin/plan';
import { type HostTensors, type Program, UserError } from '@infomin/plugin';
import { BatchStream } from '../data/batches.js';
import type { Part } from '../data/datasets.js';
import { RowReader } from '../data/rows.js';
import type { StageRecord } from '../folder/stage-record.js';
import { at } from '../graph/graph.js';
import { initialState } from '../graph/initial-state.js';
import { type Turn, turnsOf } from '../graph/objective.js';
import type { Learner } from '../step/programs.js';
import { rowsOf, type Update, updatesOf } from '../step/steps.js';
import { ceilingOf, type StageTerm, termsOfStage } from './stage-terms.js';
import type { TrialContext } from './trial-context.js';

/** An update that an engine has compiled. */
export interface ReadyUpdate extends Update {
  readonly program: Program;
}

export interface ReadyStage {
  readonly plan: StagePlan;
  readonly turns: readonly Turn[];
  /** What each step of a round does: the max side's steps, then the min side's. */
  readonly round: readonly (readonly ReadyUpdate[])[];
  readonly streams: ReadonlyMap<string, BatchStream>;
  /** Steps that pass once over the largest split, by the batch that takes most. */
  readonly stepsPerEpoch: number;
  readonly steps: number;
  readonly terms: readonly StageTerm[];
  /** Of the sum of the information terms, in nats. */
  readonly ceiling: number | null;
  dispose(): void;
}

/** Opens the batches of a stage at the record's place and compiles its programs. */
export async function setUpStage(
  context: TrialContext,
  plan: StagePlan,
  record: StageRecord,
): Promise<ReadyStage> {
  const turns = turnsOf(context.trial, plan);
  const streams = new Map<string, BatchStream>();
  const trained = new Map<string, number>();
  for (const turn of turns) {
    const reader = await readerOf(context, turn);
    const rows = rowsOf(plan, turn.batch);
    if (reader.size < rows) throw tooFewRows(context, plan, turn, reader.size);
    checkRoom(turn, reader.splitSize);
    trained.set(turn.batch, reader.size);
    const { random, engine } = context;
    const { ranks: share } = engine;
    if (share && rows % share.world !== 0) throw notShared(plan, rows, share.world);
    const arrived = (tensors: HostTensors) => engine.prepare?.(tensors);
    const order = { name: `${plan.id}/${turn.batch}`, rows, random, arrived, share };
    streams.set(turn.batch, new BatchStream(reader, order, record.batches[turn.batch] ?? 0));
  }
  const largest = Math.max(...trained.values());
  const passes = [...streams].filter(([batch]) => trained.get(batch) === largest);
  const stepsPerEpoch = Math.max(...passes.map(([, { batchesPerEpoch }]) => batchesPerEpoch));
  const steps = plan.steps ?? (plan.epochs ?? 1) * stepsPerEpoch;
  const updates: ReadyUpdate[] = [];
  for (const update of updatesOf(context.trial, plan, turns)) {
    const spec = { ...update.spec, runs: steps, trials: context.alike[plan.id] ?? 1 };
    updates.push({ ...update, program: await context.engine.compile(spec) });
  }
  const round = (['max', 'min'] as const).flatMap((side) => {
    const own = updates.filter((update) => update.side === side);
    return own.length > 0 ? Array.from({ length: plan.ratio[side] }, () => own) : [];
  });
  const terms = termsOfStage(context.trial, plan, turns, trained);
  return {
    plan,
    turns,
    round,
    streams,
    stepsPerEpoch,
    steps,
    terms,
    ceiling: ceilingOf(terms),
    dispose: () => {
      for (const { program } of updates) program.dispose();
    },
  };
}

/** What keeps something for each row needs room for all. */
function checkRoom(turn: Turn, rows: number): void {
  for (const { place, rows: kept } of turn.terms) {
    if (kept?.room === undefined || rows <= kept.room) continue;
    throw new UserError(
      `${at(place)}: the split has ${rows} rows, and there is room for ${kept.room} only`,
      `Write \`rows: ${rows}\` in place of ${kept.room}.`,
    );
  }
}

export function estimatesInformation({ terms }: ReadyStage): boolean {
  return terms.some(({ information }) => information);
}

/** Whether both sides train. */
export function isSaddle(stage: ReadyStage): boolean {
  return new Set(stage.round.flat().map(({ side }) => side)).size > 1;
}

/** The optimisers' state at the start of a stage. */
export function initialOptimizers(context: TrialContext, stage: ReadyStage): Promise<HostTensors> {
  const layouts = stage.round.flatMap((updates) => updates.flatMap(({ learners }) => learners));
  const byOwner = new Map(layouts.flatMap(({ state }) => (state ? [[state.owner, state] as const] : [])));
  return initialState(context.trial, [...byOwner.values()]);
}

/** Rows that a turn is trained on, as its sources read them. */
export async function readerOf(context: TrialContext, turn: Turn): Promise<RowReader> {
  const { trained } = await context.datasets.parts(batchOf(context, turn));
  return partReader(context, turn, trained);
}

export function partReader(
  { trial, random }: TrialContext,
  turn: Turn,
  { reader, split, rows, heldOut }: Part,
): RowReader {
  return new RowReader(trial, reader, turn.sources, random, split, rows, heldOut);
}

export function batchOf({ trial }: TrialContext, turn: Turn): BatchPlan {
  const batch = trial.plan.batches.find(({ id }) => id === turn.batch);
  if (!batch) throw new Error(`the plan has no batch "${turn.batch}"`);
  return batch;
}

function tooFewRows(context: TrialContext, plan: StagePlan, turn: Turn, size: number): UserError {
  const batch = batchOf(context, turn);
  return new UserError(
    `${at(plan.place)}: a batch of ${rowsOf(plan, turn.batch)} rows is asked of ${batch.name}, whose split ${batch.split} has ${size} to train on`,
    size < 2 ? 'Train on another split.' : `Set \`batch\` to at most ${size}.`,
  );
}

function notShared(plan: StagePlan, rows: number, world: number): UserError {
  const less = Math.floor(rows / world) * world;
  return new UserError(
    `${at(plan.place)}: a batch of ${rows} rows cannot be shared out over ${world} ranks`,
    `Set \`batch\` to ${less > 0 ? `${less} or ` : ''}${less + world}, or start a number of ranks that divides ${rows}.`,
  );
}

/** The base learning rate of an optimiser. */
export function learningRateOf({ optimizer }: Learner): number {
  return (optimizer.args as { lr: number }).lr;
}
