import type { StagePlan } from '@infomin/plan';
import type { Engine, HostTensors, ObjectiveResult } from '@infomin/plugin';
import type { Checkpoint, Checkpoints } from '../folder/checkpoint.js';
import type { MetricLine, MetricsMark } from '../folder/metrics.js';
import { newRecord, type StageRecord } from '../folder/stage-record.js';
import type { KeptStage, StageStore } from '../folder/stage-store.js';
import { movedBy } from '../step/programs.js';
import { checkData } from '../training/check-data.js';
import { runStage } from '../training/stage.js';
import { leads, type TrialContext } from '../training/trial-context.js';
import type { StageKeys } from './identity.js';

/** The store of stages, as a trial sees it. */
export interface Stages {
  readonly store: StageStore;
  readonly keys: StageKeys;
}

/** What a trial's stages have come to so far. */
export interface Reached {
  readonly objectives: Record<string, ObjectiveResult>;
  /** Ids of stages that ended collapsed. */
  readonly collapsed: Set<string>;
  /** Spent in training. */
  seconds: number;
}

export interface StagesOptions {
  readonly checkpoints: Pick<Checkpoints, 'due' | 'save'>;
  /** Where to go on. */
  readonly from: Checkpoint | undefined;
  /** What has been written to `metrics.jsonl`, on disk. */
  metrics(): Promise<MetricsMark>;
  /** Where stages are taken from and kept. */
  readonly stages?: Stages | undefined;
}

/** Trains a trial's stages, or takes them from the store. `false` where it was asked to stop before all were done. */
export async function runStages(
  context: TrialContext,
  reached: Reached,
  options: StagesOptions,
): Promise<boolean> {
  const { from, stages } = options;
  const all = context.trial.plan.stages;
  let checked = false;
  for (let index = from?.progress.stage ?? 0; index < all.length; index++) {
    const stage = all[index]!;
    const begun = from?.progress.stage === index ? from.progress.record : undefined;
    const { kept, letGo } = await lookFor(context, stage, stages, begun !== undefined);
    try {
      if (kept) {
        await takeStage(context, stage, kept, reached);
        await save(await context.state.read(), index + 1, undefined, reached, options);
        continue;
      }
      if (!checked) await checkData(context, all.slice(index));
      checked = true;
      if (!(await trainStage(context, index, newRecord(begun), reached, options))) return false;
    } finally {
      await letGo();
    }
  }
  return true;
}

async function takeStage(
  { log, state, trial, metric, keep }: TrialContext,
  { id }: StagePlan,
  kept: KeptStage,
  reached: Reached,
): Promise<void> {
  log.debug(`${id} is taken from the store`);
  state.write(kept.tensors);
  for (const line of kept.lines) await metric({ ...line, trial: trial.plan.id });
  for (const [name, text] of Object.entries(kept.files)) await keep(name, text);
  reached.objectives[id] = kept.result;
  if (kept.collapsed) reached.collapsed.add(id);
  reached.seconds += kept.seconds;
}

/** Trains one from where the record stands, and keeps it in the store. `false` where it was asked to stop. */
async function trainStage(
  context: TrialContext,
  index: number,
  record: StageRecord,
  reached: Reached,
  options: StagesOptions,
): Promise<boolean> {
  const { trial, state, signal } = context;
  const { checkpoints, stages } = options;
  const stage = trial.plan.stages[index]!;
  const before = reached.seconds;
  const start = performance.now();
  const count = () => {
    reached.seconds = before + (performance.now() - start) / 1000;
  };
  const saveNow = async () => {
    const tensors = await state.read();
    count();
    await save(tensors, index, record, reached, options);
  };
  const files: Record<string, string> = {};
  const watched: TrialContext = {
    ...context,
    metric: async (line) => {
      await context.metric(line);
      record.lines.push(line as unknown as MetricLine);
    },
    keep: async (name, text) => {
      await context.keep(name, text);
      files[name] = text;
    },
  };
  const { status, result } = await runStage(watched, stage, record, async (now) => {
    if (now || checkpoints.due()) await saveNow();
  });
  count();
  if (status === 'interrupted' || signal.aborted) {
    await saveNow();
    reached.objectives[stage.id] = result;
    return false;
  }
  reached.objectives[stage.id] = result;
  const collapsed = status === 'collapsed';
  if (collapsed) reached.collapsed.add(stage.id);
  const tensors = await state.read();
  await save(tensors, index + 1, undefined, reached, options);
  const key = stages?.keys[stage.id];
  if (key !== undefined && leads(context)) {
    const told = { result, collapsed, seconds: reached.seconds - before };
    const all = { ...told, tensors, lines: record.lines, files };
    await stages!.store.keep(key, stage.id, all, movedBy(trial, stage));
  }
  return true;
}

async function save(
  tensors: HostTensors,
  stage: number,
  record: StageRecord | undefined,
  { objectives, collapsed, seconds }: Reached,
  { checkpoints, metrics }: StagesOptions,
): Promise<void> {
  const told = { objectives, collapsed: [...collapsed], metrics: await metrics(), seconds };
  await checkpoints.save({ tensors, progress: { stage, record, ...told } });
}

interface Looked {
  readonly kept: KeptStage | undefined;
  /** Once it is trained, or has failed to be. */
  readonly letGo: () => Promise<void>;
}

/** What the store has of a stage, or the claim to train it. One that is `begun` goes on whoever else trains it. */
async function lookFor(
  context: TrialContext,
  stage: StagePlan,
  stages: Stages | undefined,
  begun: boolean,
): Promise<Looked> {
  const { trial, engine, signal } = context;
  const key = stages?.keys[stage.id];
  const own = async (): Promise<Looked> => {
    const { store } = stages!;
    const take = () => store.take(key!, stage.id, movedBy(trial, stage));
    const look = async () => (!begun && (await store.has(key!)) ? await take() : undefined);
    const found = await look();
    if (found) return { kept: found, letGo: nothing };
    // Other ranks do not wait for this one for long.
    const waits = !begun && !engine.share;
    const letGo = await store.claim(key!, { stage: stage.id, waits, signal });
    return { kept: await look(), letGo };
  };
  const looked = key === undefined || !leads(context) ? { kept: undefined, letGo: nothing } : await own();
  if (begun || !engine.share) return looked;
  return { ...looked, kept: await sharedStage(looked.kept, stage, engine.share) };
}

/** All ranks take what the first one finds. */
async function sharedStage(
  own: KeptStage | undefined,
  stage: StagePlan,
  share: NonNullable<Engine['share']>,
): Promise<KeptStage | undefined> {
  const { tensors: given = {}, ...rest } = own ?? {};
  const told = { value: own ? rest : null, tensors: given };
  const { value, tensors } = await share(`looking for what ${stage.id} came to`, told);
  return value === null ? undefined : { ...(value as Omit<KeptStage, 'tensors'>), tensors };
}

const nothing = async () => undefined;
