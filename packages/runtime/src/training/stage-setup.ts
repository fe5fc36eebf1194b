import type { StagePlan } from '@infomin/plan';
import { type HostTensors, type Program, type TensorSpec, UserError } from '@infomin/plugin';
import { resolveCall } from '../base/bound.js';
import { BatchStream } from '../data/batches.js';
import { RowReader } from '../data/rows.js';
import type { StageRecord } from '../folder/stage-record.js';
import { at } from '../graph/graph.js';
import { type Turn, turnsOf } from '../graph/objective.js';
import { type Inputs, type Learner, type Side, slotName, trainingProgram } from '../step/programs.js';
import type { TrialContext } from './trial-context.js';

/** One side's update on one batch's turn. */
export interface Update {
  /** Of its program; keys its draws. */
  readonly name: string;
  readonly side: Side;
  readonly turn: Turn;
  readonly trained: readonly Learner[];
  readonly program: Program;
}

export interface ReadyStage {
  readonly plan: StagePlan;
  readonly turns: readonly Turn[];
  /** What each step of a round does: the max side's steps, then the min side's. */
  readonly round: readonly (readonly Update[])[];
  readonly streams: ReadonlyMap<string, BatchStream>;
  /** Steps that pass once over the largest batch's split. */
  readonly stepsPerEpoch: number;
  readonly steps: number;
  /** log K summed over the information terms, in nats. */
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
  let largest: RowReader | undefined;
  let stepsPerEpoch = 1;
  const inputs = new Map<string, Inputs>();
  for (const turn of turns) {
    const reader = await readerOf(context, turn);
    const rows = rowsOf(plan, turn.batch);
    if (reader.size < rows) throw tooFewRows(context, plan, turn, reader.size);
    const order = { name: `${plan.id}/${turn.batch}`, rows, random: context.random };
    const stream = new BatchStream(reader, order, record.batches[turn.batch] ?? 0);
    streams.set(turn.batch, stream);
    inputs.set(turn.batch, specsOf((await stream.peek()).tensors));
    if (!largest || reader.size > largest.size) {
      largest = reader;
      stepsPerEpoch = stream.batchesPerEpoch;
    }
  }
  const round: Update[][] = [];
  const programs: Program[] = [];
  for (const side of ['max', 'min'] as const) {
    const updates: Update[] = [];
    for (const turn of turns) {
      const trained = await trainedModels(context, turn, side);
      if (trained.length === 0) continue;
      const spec = trainingProgram(context.trial, turn, side, trained, inputs.get(turn.batch)!);
      const program = await context.engine.compile(spec);
      programs.push(program);
      updates.push({ name: spec.name, side, turn, trained, program });
    }
    if (updates.length > 0) round.push(...Array.from({ length: plan.ratio[side] }, () => updates));
  }
  if (round.length === 0) {
    throw new UserError(
      `${at(plan.place)}: nothing of ${plan.objective} can be trained`,
      'Name models after `min` or `max` that the objective applies and that have weights.',
    );
  }
  return {
    plan,
    turns,
    round,
    streams,
    stepsPerEpoch,
    steps: plan.steps ?? (plan.epochs ?? 1) * stepsPerEpoch,
    ceiling: ceilingOf(turns, plan),
    dispose: () => {
      for (const program of programs) program.dispose();
    },
  };
}

/** Whether both sides train. */
export function isSaddle(stage: ReadyStage): boolean {
  return new Set(stage.round.flat().map(({ side }) => side)).size > 1;
}

/** The optimisers' state at the start of a stage: zeros. */
export function freshSlots(stage: ReadyStage): HostTensors {
  const slots: Record<string, HostTensors[string]> = {};
  for (const { trained } of stage.round.flat()) {
    for (const { layout, optimizer } of trained) {
      for (const slot of optimizer.implementation.slots) {
        const name = slotName(stage.plan.id, layout.plan.id, slot);
        slots[name] = { dtype: 'float32', shape: [layout.size], data: new Float32Array(layout.size) };
      }
    }
  }
  return slots;
}

export async function readerOf(context: TrialContext, turn: Turn, heldOut?: string): Promise<RowReader> {
  const batch = context.trial.plan.batches.find(({ id }) => id === turn.batch);
  if (!batch) throw new Error(`the plan has no batch "${turn.batch}"`);
  const split = heldOut ?? batch.split;
  if (split === undefined) throw new Error(`batch ${batch.name} has no split to train on`);
  const reader = await context.datasets.split(batch.dataset, split);
  const sources = context.trial.graph.sources(turn.terms.map((term) => term.id));
  return new RowReader(context.trial, reader, sources, context.random);
}

export function rowsOf(plan: StagePlan, batch: string): number {
  const rows = plan.batch[batch];
  if (rows === undefined) throw new Error(`stage ${plan.id} does not say how many rows batch "${batch}" has`);
  return rows;
}

export function specsOf(tensors: HostTensors): Record<string, TensorSpec> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { dtype, shape }]) => [name, { dtype, shape }]),
  );
}

export function ceilingOf(turns: readonly Turn[], plan: StagePlan): number | null {
  const ceilings = turns.flatMap((turn) =>
    turn.information.map((term) => term.ceiling(rowsOf(plan, turn.batch))).filter((c) => c !== undefined),
  );
  return ceilings.length > 0 ? ceilings.reduce((a, b) => a + b, 0) : null;
}

async function trainedModels(context: TrialContext, turn: Turn, side: Side): Promise<Learner[]> {
  const { stage } = turn;
  const trained: Learner[] = [];
  for (const id of turn.dependsOn(stage[side])) {
    const layout = context.trial.models.get(id)!;
    const call = stage.optimizer[id];
    if (layout.size === 0) continue;
    if (!call) throw new Error(`stage ${stage.id} has no optimizer for "${id}"`);
    const optimizer = await resolveCall(call, 'optimizer', context.registry, context.container);
    trained.push({ layout, optimizer, clip: stage.clip[id] });
  }
  return trained;
}

function tooFewRows(context: TrialContext, plan: StagePlan, turn: Turn, size: number): UserError {
  const batch = context.trial.plan.batches.find(({ id }) => id === turn.batch)!;
  return new UserError(
    `${at(plan.place)}: a batch of ${rowsOf(plan, turn.batch)} rows is asked of ${batch.name}, whose split ${batch.split} has ${size}`,
    `Set \`batch\` to at most ${size}.`,
  );
}

/** The base learning rate of an optimiser. */
export function learningRateOf({ optimizer }: Learner): number {
  const lr = (optimizer.args as { lr?: unknown }).lr;
  if (typeof lr !== 'number') throw new Error(`${optimizer.id} has no parameter lr`);
  return lr;
}
