import {
  contentHash,
  environmentOf,
  formatValue,
  needsOf,
  type Plan,
  stageNeeds,
  type TrialPlan,
} from '@infomin/plan';
import { UserError } from '@infomin/plugin';
import { codeHash, entryOf } from '../base/code.js';
import type { Constructors } from '../base/registry.js';
import { type DataHashes, dataOf } from '../data/fingerprint.js';
import { changesOf, type Dependencies } from '../folder/dependencies.js';
import { chooseEngine, type EngineChoice } from './engine-choice.js';
import { type StageKeys, stageKeys } from './identity.js';

/** What a run's numbers depend on besides its plan. */
export interface Surrounded {
  readonly dependencies: Dependencies;
  /** Of each trial of the plan: `stageKeys`. */
  keysOf(trial: TrialPlan): StageKeys;
  /** Its `dependencies` for trials that are looked at one by one: a sweep may vary what a dataset or model reads. */
  readonly ofEach: Dependencies;
}

/** What a run's numbers depend on besides its plan, as it is now, and what its stages are named by. */
export async function surroundingsOf(
  plan: Pick<Plan, 'plugins' | 'trials'>,
  registry: Constructors,
  { id, signature }: EngineChoice,
  engineArgs: Readonly<Record<string, unknown>>,
  modules: Readonly<Record<string, string>>,
): Promise<Surrounded> {
  const precision: unknown = signature.parameters.safeParse(engineArgs).data?.precision;
  const runtime = { infomin: entryOf('@infomin/runtime') };
  const enginePlugin = id.slice(0, id.lastIndexOf('/'));
  const names = [...plan.plugins.map(({ name }) => name), enginePlugin];
  const entries = Object.entries({ ...modules, ...runtime }).filter(
    ([name]) => name in runtime || names.includes(name),
  );
  const engine = signature.name + (typeof precision === 'string' ? `, ${precision}` : '');
  const data = await dataOf(plan, registry);
  const code = Object.fromEntries(entries.map(([name, entry]) => [name, codeHash(entry)]));
  const dependencies = { engine, data: data.byName, code, environment: environmentIn(plan, registry) };
  return {
    dependencies,
    ofEach: { ...dependencies, data: byCall(plan, data) },
    keysOf: (trial) => stageKeys(trial, registry, { engine, enginePlugin, data, code }),
  };
}

function byCall({ trials }: Pick<Plan, 'trials'>, data: DataHashes): Record<string, string> {
  const readers = trials.flatMap(({ datasets, models }) => [...datasets, ...models]);
  const hashes = readers.flatMap(({ name, call }): [string, string][] => {
    const hash = data.of(call);
    return typeof hash === 'string' ? [[`${name}, ${formatValue(call)}`, hash]] : [];
  });
  return Object.fromEntries(hashes);
}

/** Values that reach a number by themselves: those that say where data lie count by what lies there. */
function environmentIn({ trials }: Pick<Plan, 'trials'>, registry: Constructors): Record<string, string> {
  const signatures = (call: string) => registry.byId(call)?.signature;
  const parts = trials.map((trial) => [
    [...stageNeeds(trial, signatures).values()].map(({ own }) => own),
    needsOf(
      trial,
      trial.probes.flatMap(({ operands }) => operands),
      signatures,
    ),
    trial.probes,
  ]);
  const names = environmentOf(parts);
  return Object.fromEntries(names.map((name) => [name, contentHash(process.env[name] ?? null)]));
}

interface Handed {
  readonly plan: Pick<Plan, 'plugins' | 'trials'>;
  readonly registry: Constructors;
  /** Its name, and arguments of its constructor. */
  readonly engine: string;
  readonly engineArgs?: Readonly<Record<string, unknown>>;
  /** Where plugins' code begins, by their names. */
  readonly modules?: Readonly<Record<string, string>>;
}

/**
 * Whether a trial that was handed over computes here what it would where it comes from. Throws {@link UserError} where
 * data, code or engine are others.
 *
 * @param before `ofEach` of where the trial comes from
 * @param options with the plan of that trial alone
 */
export async function refuseOthers(
  before: Dependencies,
  { plan, registry, engine, engineArgs = {}, modules = {} }: Handed,
  ranks = 1,
): Promise<Surrounded> {
  const choice = await chooseEngine(registry, engine, engineArgs, { ranks });
  const now = await surroundingsOf(plan, registry, choice, engineArgs, modules);
  const changes = changesOf(before, now.ofEach);
  if (changes.length === 0) return now;
  throw new UserError(
    `${plan.trials.map(({ id }) => id).join(', ')} was handed over with another ${changes.join(', and another ')}`,
    'Bring this machine to what the run was handed over with, or hand it over again, with --overwrite.',
  );
}
