import { type ModelPlan, movedModels, type Plan, type TrialPlan } from '@infomin/plan';
import {
  type HostTensors,
  type Logger,
  type ProgramSpec,
  rowShape,
  stateless,
  UserError,
} from '@infomin/plugin';
import { resolveCall } from '../base/bound.js';
import { implementationContainer } from '../base/container.js';
import type { Constructors } from '../base/registry.js';
import { type Checkpoint, Checkpoints } from '../folder/checkpoint.js';
import { wholeResult } from '../folder/kept-result.js';
import { type MetricLine, readMetrics } from '../folder/metrics.js';
import { isComplete } from '../folder/results.js';
import { FolderStore } from '../folder/store.js';
import { planOf } from '../folder/stored-plan.js';
import { ownerOfModel, StateLayout } from '../graph/state.js';

export interface TrainedModelRequest {
  /** A run's folder. */
  readonly folder: string;
  /** The model's name in the file. */
  readonly model: string;
  /** Id of the trial; may be left out where the run has only one. */
  readonly trial?: string | undefined;
  readonly log: Logger;
}

/** A model as a trial left it. */
export interface TrainedModel {
  readonly plan: Plan;
  readonly trial: TrialPlan;
  readonly model: ModelPlan;
  /** By the constructor's names, buffers included. */
  readonly weights: HostTensors;
  /** Whether all of the trial's training is done. */
  readonly complete: boolean;
  /**
   * The model applied to so many rows: batch statistics are the running ones, and a generator draws as it does in
   * objectives. Its
   * state are the weights; its input, `[rows, …row]` float32, is called as its type (`image`, `clip`, `vector`); images
   * run from 0 to 1. Its one output is `output`.
   */
  program(rows: number, registry: Constructors): Promise<ProgramSpec>;
}

/** A model of a trial, and the trial's last checkpoint. */
export interface TrainedTrial extends Pick<TrainedModel, 'plan' | 'trial' | 'model' | 'complete'> {
  readonly store: FolderStore;
  readonly checkpoint: Checkpoint;
}

/** Reads a trial from a run's folder. Throws {@link UserError} where it or its model is not there: what there is instead. */
export async function readTrainedTrial(request: TrainedModelRequest): Promise<TrainedTrial> {
  const { folder, log } = request;
  const store = new FolderStore(folder);
  const plan = await planOf(store);
  const trial = trialOf(plan, request);
  const model = trial.models.find(({ name, id }) => name === request.model || id === request.model);
  if (!model) {
    throw new UserError(
      `${plan.file} has no model \`${request.model}\``,
      `Its models: ${trial.models.map(({ name }) => name).join(', ')}.`,
    );
  }
  const checkpoint = await new Checkpoints(store, `trials/${trial.id}`, trial.training).load(log);
  if (!checkpoint) {
    throw new UserError(
      `trial ${trial.id} has no whole checkpoint in ${store.folder}`,
      await withoutWeights(store, trial),
    );
  }
  const { stage } = checkpoint.progress;
  const trained = movedModels(trial, trial.stages.slice(0, stage + 1)).has(model.id);
  if (!trained) log.warn(`${model.name} has not been trained: its weights are those it started with`);
  return { store, plan, trial, model, checkpoint, complete: stage >= trial.stages.length };
}

/** What to do about a trial whose weights are not there. */
async function withoutWeights(store: FolderStore, trial: TrialPlan): Promise<string> {
  const again = 'run the file with this folder as --out.';
  const bytes = await store.read(`trials/${trial.id}/result.json`);
  const kept = bytes && wholeResult(Buffer.from(bytes).toString());
  if (kept?.hash !== trial.hash) return `It has not been trained yet: ${again}`;
  const { status, error } = kept.result;
  if (isComplete(kept.result))
    return 'It is done, and a run with this folder trains it no more: give another one as --out. Where a worker of Redis trained it, its weights are with that.';
  return status === 'failed' && error
    ? `It failed: ${error.message}. Mend that, and ${again}`
    : `It was interrupted: ${again}`;
}

/** Reads a model from a run's folder. Throws {@link UserError} where there is none: what there is instead. */
export async function readTrainedModel(request: TrainedModelRequest): Promise<TrainedModel> {
  const { plan, trial, model, checkpoint, complete } = await readTrainedTrial(request);
  return {
    plan,
    trial,
    model,
    weights: new StateLayout(ownerOfModel(model.id), model.state, {
      id: model.call.call,
      place: model.place,
    }).named(checkpoint.tensors),
    complete,
    program: (rows, registry) => programOf(model, rows, registry, request.log),
  };
}

/** The plan of a run's folder. Throws {@link UserError} where there is none. */
export const readPlan = (folder: string): Promise<Plan> => planOf(new FolderStore(folder));

/** What a run's `metrics.jsonl` holds; lines that can't be read are told. */
export const readLines = (folder: string, warn: (message: string) => void): Promise<MetricLine[]> =>
  readMetrics(new FolderStore(folder), { warn: (message) => warn(`${folder}: ${message}`) });

function trialOf(plan: Plan, request: TrainedModelRequest): TrialPlan {
  const ids = plan.trials.map(({ id }) => id);
  const { trial: wanted } = request;
  const found = wanted === undefined ? undefined : plan.trials.find(({ id }) => id === wanted);
  if (found) return found;
  if (wanted === undefined && plan.trials.length === 1) return plan.trials[0]!;
  throw new UserError(
    wanted === undefined
      ? `the run has ${ids.length} trials, each with a model \`${request.model}\` of its own`
      : `the run has no trial \`${wanted}\``,
    `Choose one with --trial: ${ids.slice(0, 6).join(', ')}${ids.length > 6 ? ', … (plan.json lists all)' : ''}.`,
  );
}

async function programOf(
  model: ModelPlan,
  rows: number,
  registry: Constructors,
  log: Logger,
): Promise<ProgramSpec> {
  const container = await implementationContainer(registry, log);
  const { implementation, args } = await resolveCall(model.call, 'model', registry, container);
  const input = model.input.kind.toLowerCase();
  const state = Object.entries(model.state).map(
    ([name, { dtype = 'float32', shape }]) => [name, { dtype, shape }] as const,
  );
  return {
    name: `model ${model.name}`,
    state: Object.fromEntries(state),
    inputs: { [input]: { dtype: 'float32', shape: [rows, ...rowShape(model.input)] } },
    body(weights, inputs, random) {
      const context = { training: false, drawing: true, random, next: stateless.next };
      return { outputs: { output: implementation.apply(weights, inputs[input]!, args, context) } };
    },
  };
}
