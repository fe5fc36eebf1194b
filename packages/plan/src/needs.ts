import type { Signature } from '@infomin/plugin';
import { locationsIn } from '@infomin/plugin/schema';
import { contentHash } from './hash.js';
import { type CallValue, inputsOf, type Place, type StagePlan, type TrialPlan, type Value } from './plan.js';
import { isCall, modelsIn } from './value.js';

/** The parts of a trial. */
export type Parts = Pick<TrialPlan, 'datasets' | 'batches' | 'models' | 'nodes' | 'stages' | 'probes'>;

/** Constructors' signatures, by their ids. */
export type Signatures = (call: string) => Signature | undefined;

/** All that nodes are computed from, in an order of its own: neither places nor the order of declarations count. */
export function needsOf(parts: Parts, ends: readonly string[], signatures: Signatures) {
  const { batches, models, datasets } = parts;
  const used = upstream(parts, ends);
  const moved = followed(
    parts,
    used.flatMap((node) => (node.op === 'apply' ? [node.model] : [])),
  );
  const read = new Set(used.map(({ batch }) => batch));
  const ofNodes = batches.filter(({ id }) => read.has(id));
  const opened = new Set(ofNodes.map(({ dataset }) => dataset));
  return {
    nodes: sorted(used, 'id'),
    models: sorted(
      models
        .filter(({ id }) => moved.has(id))
        .map(({ input: _, output: __, ...model }) => withoutLocations(model, signatures)),
      'id',
    ),
    batches: sorted(ofNodes, 'id'),
    datasets: sorted(
      datasets.filter(({ id }) => opened.has(id)).map((dataset) => withoutLocations(dataset, signatures)),
      'id',
    ),
  };
}

/** What a stage depends on, but for the seed and what lies outside the plan. JSON. */
export interface StageNeeds {
  /** Of the plan: the stage itself, and all that its objective and the probes that it watches are computed from. */
  readonly own: Readonly<Record<string, unknown>>;
  /** Ids of the datasets and models that it needs, which may read files. */
  readonly reads: readonly string[];
  /** Ids of the stages before it that move something that it uses. */
  readonly after: readonly string[];
  /** Of `own`, and of the stages that it comes after. */
  readonly hash: string;
}

/** What each stage of a trial depends on, by the stages' ids. Probes and reports behind it are none of that. */
export function stageNeeds(parts: Parts, signatures: Signatures): Map<string, StageNeeds> {
  const found = new Map<string, StageNeeds>();
  const moved = new Map<string, ReadonlySet<string>>();
  for (const stage of parts.stages) {
    const { own, reads, ends } = ownNeeds(parts, stage, signatures);
    const uses = usedBy(parts, ends, signatures);
    const after = [...moved].filter(([, moves]) => [...moves].some((what) => uses.has(what)));
    const before = after.map(([id]) => found.get(id)!.hash);
    moved.set(stage.id, movedBy(parts, stage, signatures));
    found.set(stage.id, { own, reads, after: after.map(([id]) => id), hash: contentHash([own, before]) });
  }
  return found;
}

function ownNeeds(parts: Parts, stage: StagePlan, signatures: Signatures) {
  const watched = parts.probes.filter(({ name }) => stage.watch?.includes(name));
  const ends = [stage.value, ...watched.flatMap(({ operands }) => operands)];
  const all = needsOf(parts, ends, signatures);
  return {
    ends,
    reads: [...all.datasets, ...all.models].map(({ id }) => id),
    own: { stage: withoutPlace(stage), watched: sorted(watched, 'name'), ...all },
  };
}

/** Names of what nodes and all they use keep: models, views, terms. */
function usedBy(parts: Parts, ends: readonly string[], signatures: Signatures): Set<string> {
  const keepsState = ({ call }: CallValue) => Object.hasOwn(signatures(call) ?? {}, 'state');
  const nodes = upstream(parts, ends);
  const models = nodes.flatMap((node) => (node.op === 'apply' ? [node.model] : []));
  return new Set([
    ...[...followed(parts, models)].map((id) => `model ${id}`),
    ...nodes.flatMap((node) => {
      if (node.op === 'view' && keepsState(node.call)) return [`view ${node.draw}`];
      return node.op === 'term' && keepsState(node.call) ? [`term ${node.id}`] : [];
    }),
  ]);
}

/** Of what a stage uses, what it moves: models that it does not train rest, unless they follow one that it does. */
function movedBy(parts: Parts, stage: StagePlan, signatures: Signatures): Set<string> {
  const kept = [...usedBy(parts, [stage.value], signatures)].filter((what) => !what.startsWith('model '));
  return new Set([...kept, ...[...movedModels(parts, [stage])].map((id) => `model ${id}`)]);
}

/** Ids of the models that stages train, and of those whose arguments name such a one, which may follow it. */
export function movedModels(
  { models }: Pick<Parts, 'models'>,
  stages: readonly Pick<StagePlan, 'min' | 'max'>[],
): Set<string> {
  const moved = new Set(stages.flatMap(({ min, max }) => [...min, ...max]));
  for (let size = -1; size < moved.size; ) {
    size = moved.size;
    for (const { id, call } of models)
      if (modelsIn(call.args).some((other) => moved.has(other))) moved.add(id);
  }
  return moved;
}

/** Nodes and all they use. */
function upstream({ nodes }: Parts, ends: readonly string[]) {
  const ids = new Set(ends);
  // Inputs stand before what uses them.
  return nodes.toReversed().filter((node) => {
    if (ids.has(node.id)) for (const id of inputsOf(node)) ids.add(id);
    return ids.has(node.id);
  });
}

/** Models, those that their arguments name, and those that name them: one may follow another wherever it is applied. */
function followed({ models }: Parts, ids: readonly string[]): Set<string> {
  const found = new Set(ids);
  for (let size = -1; size < found.size; ) {
    size = found.size;
    for (const { id, call } of models) {
      const named = modelsIn(call.args);
      if (found.has(id)) for (const other of named) found.add(other);
      else if (named.some((other) => found.has(other))) found.add(id);
    }
  }
  return found;
}

function sorted<K extends string, T extends { readonly place: Place } & Readonly<Record<K, string>>>(
  parts: readonly T[],
  key: K,
) {
  return [...parts].sort((a, b) => (a[key] < b[key] ? -1 : 1)).map(withoutPlace);
}

/** Where the files of datasets and models lie: `dataset:photos.root` and what is said there. */
export function locationsOf(
  { datasets, models }: Pick<Parts, 'datasets' | 'models'>,
  signatures: Signatures,
): [place: string, Value][] {
  const within = ({ call, args }: CallValue, path: string): [string, Value][] => {
    const signature = signatures(call);
    const located = signature ? locationsIn(signature.parameters) : [];
    return Object.entries(args).flatMap(([name, value]): [string, Value][] => {
      const place = `${path}.${name}`;
      if (located.includes(name)) return [[place, value]];
      return isCall(value) ? within(value, place) : [];
    });
  };
  return [...datasets, ...models].flatMap(({ id, call }) => within(call, id));
}

/** A dataset or model with the arguments that say where its files lie, but not where that is. */
function withoutLocations<T extends { readonly call: CallValue }>(part: T, signatures: Signatures): T {
  const strip = (call: CallValue): CallValue => {
    const signature = signatures(call.call);
    const located = signature ? locationsIn(signature.parameters) : [];
    const args = Object.entries(call.args).map(([name, value]) => {
      if (located.includes(name)) return [name, ''];
      return [name, isCall(value) ? strip(value) : value];
    });
    return { ...call, args: Object.fromEntries(args) };
  };
  return { ...part, call: strip(part.call) };
}

function withoutPlace<T extends { readonly place: Place }>(part: T): Omit<T, 'place'> {
  const { place: _, ...rest } = part;
  return rest;
}
