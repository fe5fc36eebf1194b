import { contentHash, type Plan, type TrialPlan } from '@infomin/plan';
import { UserError } from '@infomin/plugin';
import { codeHash, entryOf } from '../base/code.js';
import type { Constructors } from '../base/registry.js';
import { dataOf } from '../data/fingerprint.js';
import { changesOf, type Dependencies } from '../folder/dependencies.js';
import { chooseEngine, type EngineChoice } from './engine-choice.js';
import { type StageKeys, stageKeys } from './identity.js';

/** What a run's numbers depend on besides its plan. */
export interface Surrounded {
  readonly dependencies: Dependencies;
  /** Of each trial of the plan: `stageKeys`. */
  keysOf(trial: TrialPlan): StageKeys;
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
  return {
    dependencies: { engine, data: data.byName, code },
    keysOf: (trial) => stageKeys(trial, registry, { engine, enginePlugin, data, code }),
  };
}

/** Those of a plan's trials one by one: without what datasets and models read that are not the same in all of them. */
export function sharedBy(plan: Plan, dependencies: Dependencies): Dependencies {
  const calls = new Map<string, Set<string>>();
  for (const { name, call } of plan.trials.flatMap(({ datasets, models }) => [...datasets, ...models]))
    calls.set(name, (calls.get(name) ?? new Set()).add(contentHash(call)));
  const data = Object.entries(dependencies.data).filter(([name]) => calls.get(name)?.size === 1);
  return { ...dependencies, data: Object.fromEntries(data) };
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
 * @param before as `sharedBy` gave them
 * @param options with the plan of that trial alone
 */
export async function refuseOthers(
  before: Dependencies,
  { plan, registry, engine, engineArgs = {}, modules = {} }: Handed,
  ranks = 1,
): Promise<Surrounded> {
  const choice = await chooseEngine(registry, engine, engineArgs, { ranks });
  const now = await surroundingsOf(plan, registry, choice, engineArgs, modules);
  const changes = changesOf(before, now.dependencies);
  if (changes.length === 0) return now;
  throw new UserError(
    `${plan.trials.map(({ id }) => id).join(', ')} was handed over with another ${changes.join(', and another ')}`,
    'Bring this machine to what the run was handed over with, or hand it over again, with --overwrite.',
  );
}
