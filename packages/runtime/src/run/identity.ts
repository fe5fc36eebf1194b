import { type CallValue, contentHash, environmentOf, stageNeeds, type TrialPlan } from '@infomin/plan';
import { emptyRecord } from '@infomin/plugin';
import type { Constructors } from '../base/registry.js';
import type { DataHashes } from '../data/fingerprint.js';

/** What a stage depends on besides its plan. */
export interface Surroundings {
  /** Name of the engine, and its precision where it has several. */
  readonly engine: string;
  readonly data: Pick<DataHashes, 'of'>;
  /** Of plugins' code by their names, and of infomin's own. */
  readonly code: Readonly<Record<string, string>>;
  /** Name of the plugin that the engine comes with. */
  readonly enginePlugin: string;
}

/** By the stages' ids; one whose data can't be read has none. */
export type StageKeys = Readonly<Record<string, string>>;

/**
 * Names what each stage of a trial comes to, by the stages' ids: the hash of all that it depends on. Those are its part of the
 * plan and the stages that it builds on, the seed, what its data hold, the code of the plugins that it uses and infomin's own, engine
 * and precision, and values of environment variables. The order of declarations, paths, names of trials, probes and
 * reports are none of it.
 */
export function stageKeys(
  trial: TrialPlan,
  registry: Constructors,
  { engine, data, code, enginePlugin }: Surroundings,
): StageKeys {
  const keys = emptyRecord<string>();
  const versions = new Map(registry.plugins.map(({ name, version }) => [name, version]));
  // A plugin's module may bind anything anew.
  const binding = registry.plugins.filter(({ module }) => module !== undefined);
  const everywhere = ['infomin', enginePlugin, ...binding.map(({ name }) => name)];
  const callOf = new Map([...trial.datasets, ...trial.models].map(({ id, call }) => [id, call]));
  for (const [id, needs] of stageNeeds(trial, (call) => registry.byId(call)?.signature)) {
    const { own, reads, after, hash } = needs;
    const held = reads.map((id) => data.of(callOf.get(id)!));
    const before = after.map((other) => keys[other]);
    if ([...held, ...before].includes(undefined)) continue;
    const plugins = [...pluginsIn(own), ...everywhere].map((name) => [
      name,
      code[name] ?? versions.get(name),
    ]);
    const variables = environmentOf(own).map((name) => [name, process.env[name]]);
    keys[id] = contentHash([
      hash,
      trial.seed,
      engine,
      held,
      Object.fromEntries(plugins),
      Object.fromEntries(variables),
      before,
    ]);
  }
  return keys;
}

/** Names of the plugins whose constructors a part of a plan calls. */
function pluginsIn(part: unknown): Set<string> {
  const found = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { call } = value as Partial<CallValue>;
    if (typeof call === 'string') found.add(call.slice(0, call.lastIndexOf('/')));
    Object.values(value).forEach(look);
  };
  look(part);
  return found;
}
