import type { ApplyNode, ColumnNode, ModelPlan, NodePlan, TrialPlan } from '@infomin/plan';
import { type Engine, type HostTensor, sameType, services, type Type, UserError } from '@infomin/plugin';
import type { Container } from 'inversify';
import { runContainer, trialContainer } from '../base/container.js';
import { hidingLogger } from '../base/environment.js';
import { Lifetime } from '../base/lifetime.js';
import type { Constructors } from '../base/registry.js';
import { Datasets } from '../data/datasets.js';
import { initialState } from '../graph/initial-state.js';
import { resolveTrial } from '../graph/resolved-trial.js';
import { Probes } from '../training/probes.js';
import { untold } from '../training/trial-context.js';
import { chooseEngine, startEngine } from './engine-choice.js';
import { readTrainedTrial, type TrainedModelRequest, type TrainedTrial } from './trained-model.js';

export interface EmbeddingsRequest extends TrainedModelRequest {
  /** What the model is applied to: a column of a batch or a view, as the file says it (`e.image`, `v1`). */
  readonly of: string;
  /** Which rows; if left out, those of the batch's split, `test` where it has none. */
  readonly split?: string | undefined;
  /** An engine's name, or `auto`. */
  readonly engine: string;
  readonly signal: AbortSignal;
}

/** A model over all rows of a split, in their order. */
export interface Embeddings extends Pick<TrainedTrial, 'plan' | 'trial' | 'model' | 'complete'> {
  readonly split: string;
  /** `[rows, …]` */
  readonly values: HostTensor;
  /** Columns of the same rows that the file uses and that are one number each: labels, positions. */
  readonly columns: readonly { readonly name: string; readonly values: HostTensor }[];
}

/**
 * A trained model over a split as probes see it: nothing draws, batch statistics are the running ones. Throws
 * {@link UserError} where the run has no such thing.
 */
export async function embeddingsOf(request: EmbeddingsRequest, registry: Constructors): Promise<Embeddings> {
  const { signal } = request;
  const found = await readTrainedTrial(request);
  const { trial, model, plan, complete, store } = found;
  const log = hidingLogger(request.log, plan.trials);
  const input = inputOf(trial, model, request.of);
  const { batch } = input;
  const split = request.split ?? trial.batches.find(({ id }) => id === batch)?.split ?? 'test';
  const applied = appliedTo(trial, model, input);
  const columns = trial.nodes.filter(
    (node): node is ColumnNode =>
      node.op === 'column' && node.batch === batch && isNumber(node.type) && node.column !== 'row',
  );
  const operands = [applied.id, ...columns.map(({ id }) => id)];
  const asked = { batch, operands, draw: false, place: model.place };
  const nodes = trial.nodes.includes(applied) ? trial.nodes : [...trial.nodes, applied];
  // Probes over a batch are computed together: here it is this one alone.
  const probes = [{ ...asked, name: 'embeddings', call: model.call, metric: { name: '' } as never }];
  const choice = await chooseEngine(registry, request.engine, {});
  const lifetime = new Lifetime();
  let engine: Engine | undefined;
  try {
    const run: Container = await runContainer(registry, {
      logger: log,
      artifacts: store,
      engine: () => startEngine(choice, run, { log, artifacts: store, cacheFolder: undefined }),
    });
    const container = trialContainer(run, trial.seed);
    engine = await container.getAsync(services.engine);
    const resolved = await resolveTrial({ ...trial, nodes, probes }, registry, container);
    const { tensors } = found.checkpoint;
    const missing = [...resolved.states.values()].filter((layout) =>
      Object.keys(layout.tensors).some((name) => !Object.hasOwn(tensors, name)),
    );
    const state = engine.createState({ ...(await initialState(resolved, missing)), ...tensors });
    lifetime.onEnd('state', () => state.dispose());
    const features = new Probes({
      trial: resolved,
      datasets: new Datasets(trial, { registry, container, lifetime, log, signal }),
      engine,
      state,
      random: await container.getAsync(services.random),
      registry,
      container,
      log,
      signal,
      ...untold,
    });
    lifetime.onEnd('features', () => features.dispose());
    const [values, ...rest] = (await features.data(asked, split)).operands;
    const named = columns.map(({ column }, i) => ({ name: column, values: rest[i]! }));
    return { plan, trial, model, complete, split, values: values!, columns: named };
  } finally {
    await lifetime.end(log);
    await engine?.dispose();
  }
}

type Over = NodePlan & { readonly batch: string };

/** What is of the type that the model was trained on, or has it applied by the file, as probes do to images of other sizes. */
function inputOf(trial: TrialPlan, model: ModelPlan, of: string): Over {
  const given = trial.nodes.flatMap((node) => (appliesTo(node, model) ? [node.input] : []));
  const fitting = trial.nodes.filter(
    (node): node is Over =>
      node.batch !== undefined && (sameType(node.type, model.input) || given.includes(node.id)),
  );
  const found = fitting.find((node) => wordOf(node) === of);
  if (found) return found;
  const names = [...new Set(fitting.map(wordOf))];
  throw new UserError(
    `the run has no \`${of}\` that ${model.name} could be applied to`,
    `It has ${names.join(', ') || 'nothing of its type'}.`,
  );
}

/** As the file says it: a view's name, a batch's column. */
const wordOf = ({ id, name }: NodePlan) => name ?? id.replace(/^column:/, '');

const appliesTo = (node: NodePlan, { id }: ModelPlan): node is ApplyNode =>
  node.op === 'apply' && node.model === id;

/** The model applied, by the plan or as it would be. */
function appliedTo({ nodes }: TrialPlan, model: ModelPlan, input: Over): ApplyNode {
  return (
    nodes.filter((node) => appliesTo(node, model)).find((node) => node.input === input.id) ?? {
      op: 'apply',
      id: `${model.id}(${input.id})`,
      model: model.id,
      input: input.id,
      type: model.output,
      batch: input.batch,
      name: undefined,
      place: model.place,
    }
  );
}

const isNumber = ({ kind }: Type) => kind === 'Class' || kind === 'Scalar';
