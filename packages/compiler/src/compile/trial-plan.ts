import {
  contentHash,
  locationsOf,
  modelsIn,
  needsOf,
  type ProbePlan,
  stageNeeds,
  type TrialPlan,
  type Value,
} from '@infomin/plan';
import { workOutSymbol } from '../declarations/kinds.js';
import { modelPlan } from '../declarations/models.js';
import { settableParams } from '../declarations/sweeps.js';
import { type Stage, trainStage } from '../declarations/training.js';
import { symbolId } from '../files/module.js';
import type { PluginRegistry } from '../plugins/registry.js';
import type { Trial } from '../trial/trial.js';

/** A trial's plan before it has an id and a hash. */
export type TrialParts = Omit<TrialPlan, 'id' | 'hash' | 'training'>;

/** Everything of a file that a trial runs. */
export interface WorkedOut {
  readonly stages: readonly Stage[];
  readonly plan: TrialParts;
}

/** Works out every declaration of the root file (and what it takes from others) and gathers the trial's plan. */
export function workOut(trial: Trial): WorkedOut {
  const { root } = trial.session;
  const symbols = [...root.names.values()].filter((symbol) => symbol !== undefined);
  for (const symbol of symbols) workOutSymbol(trial, symbol);
  const stages: Stage[] = [];
  const times = new Map<string, number>();
  for (const declaration of root.tree.declarations) {
    if (declaration.kind !== 'train') continue;
    const stage = trainStage(trial, root, declaration);
    if (stage === undefined) continue;
    const { id } = stage.plan;
    const nth = (times.get(id) ?? 0) + 1;
    times.set(id, nth);
    stages.push(nth === 1 ? stage : { ...stage, plan: { ...stage.plan, id: `${id}#${nth}` } });
  }
  const probes = symbols
    .filter((symbol) => symbol.kind === 'probe')
    .map((symbol) => trial.resolve(symbol))
    .filter((probe) => probe !== undefined);
  return { stages, plan: gather(trial, stages, probes) };
}

/** The parts of the file that its stages and probes are made of. */
function gather(trial: Trial, stages: readonly Stage[], probes: readonly ProbePlan[]): TrialParts {
  const ends = [
    ...stages.map(({ objective }) => objective.value.id),
    ...probes.flatMap(({ operands }) => operands),
  ];
  const nodes = trial.nodes.upstream(...ends.flatMap((id) => trial.nodes.get(id) ?? []));
  const modelIds = new Set(nodes.flatMap((node) => (node.op === 'apply' ? [node.model] : [])));
  const batchIds = new Set(nodes.map((node) => node.batch));
  const declared = [...trial.models].flatMap((symbol) => trial.resolve(symbol) ?? []);
  // A model that follows another starts as it, which may be applied nowhere.
  for (const id of modelIds)
    for (const followed of modelsIn(declared.find((model) => model.id === id)?.bound.call.args ?? {}))
      modelIds.add(followed);
  const models = declared.flatMap((model) => (modelIds.has(model.id) ? (modelPlan(trial, model) ?? []) : []));
  const batches = [...trial.batches]
    .filter((symbol) => batchIds.has(symbolId(symbol)))
    .map((symbol) => trial.resolve(symbol))
    .filter((batch) => batch !== undefined);
  const datasets = new Map(batches.map(({ dataset }) => [dataset.plan.id, dataset.plan]));
  const params: [string, Value][] = [];
  for (const [name, symbol] of settableParams(trial)) {
    const constant = trial.resolve(symbol);
    if (constant !== undefined && name !== 'seed') params.push([name, constant.value]);
  }
  const seed = Number(trial.resolve(trial.session.root.seed)?.value ?? 0);
  return {
    params: Object.fromEntries(params),
    seed,
    datasets: [...datasets.values()],
    batches: batches.map((batch) => batch.plan),
    models,
    nodes,
    stages: stages.map((stage) => stage.plan),
    probes,
  };
}

/** Hashes of what a trial's parts compute, seed and parameters aside. */
export interface PartHashes {
  readonly stages: string;
  /** With all that they measure. */
  readonly probes: string;
}

const signaturesOf = (registry: PluginRegistry) => (id: string) => registry.byId(id)?.signature;

/**
 * Locations that are not the same in all trials. Elsewhere a location says nothing of a training, as data may move; these alone
 * tell trainings apart.
 */
export function sweptLocations(trials: readonly TrialParts[], registry: PluginRegistry): Set<string> {
  const found = new Map<string, Set<string>>();
  for (const parts of new Set(trials))
    for (const [place, value] of locationsOf(parts, signaturesOf(registry)))
      found.set(place, (found.get(place) ?? new Set()).add(contentHash(value)));
  return new Set([...found].flatMap(([place, values]) => (values.size > 1 ? [place] : [])));
}

/**
 * Places in files and the order of declarations don't count; what only probes need does not for stages.
 *
 * @param swept {@link sweptLocations}
 */
export function hashParts(
  parts: TrialParts,
  registry: PluginRegistry,
  swept: ReadonlySet<string>,
): PartHashes {
  const signatures = signaturesOf(registry);
  const needs = [...stageNeeds(parts, signatures).values()];
  const read = new Set(needs.flatMap(({ reads }) => reads));
  const ofStages = {
    datasets: parts.datasets.filter(({ id }) => read.has(id)),
    models: parts.models.filter(({ id }) => read.has(id)),
  };
  const locations = locationsOf(ofStages, signatures).filter(([place]) => swept.has(place));
  const probes = parts.probes
    .map(({ place: _, ...probe }) => probe)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const operands = probes.flatMap((probe) => probe.operands);
  return {
    stages: contentHash([...needs.map(({ hash }) => hash), ...locations]),
    probes: contentHash([probes, needsOf(parts, operands, signatures)]),
  };
}

/** {@link TrialPlan.training} and {@link TrialPlan.hash}. */
export function trialHashes(
  { stages, probes }: PartHashes,
  { params, seed }: Pick<TrialPlan, 'params' | 'seed'>,
): Pick<TrialPlan, 'hash' | 'training'> {
  const training = contentHash([seed, stages]);
  return { training, hash: contentHash([params, training, probes]) };
}
