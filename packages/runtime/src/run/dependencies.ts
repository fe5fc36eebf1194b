import type { Plan } from '@infomin/plan';
import { codeHash, entryOf } from '../base/code.js';
import type { Constructors } from '../base/registry.js';
import { dataOf } from '../data/fingerprint.js';
import type { Dependencies } from '../folder/dependencies.js';
import type { EngineChoice } from './engine-choice.js';

/** What a run's numbers depend on besides its plan, as it is now. */
export async function dependenciesOf(
  plan: Plan,
  registry: Constructors,
  { id, signature }: EngineChoice,
  engineArgs: Readonly<Record<string, unknown>>,
  modules: Readonly<Record<string, string>>,
): Promise<Dependencies> {
  const precision: unknown = signature.parameters.safeParse(engineArgs).data?.precision;
  const runtime = { infomin: entryOf('@infomin/runtime') };
  const names = [...plan.plugins.map(({ name }) => name), id.slice(0, id.lastIndexOf('/'))];
  const entries = Object.entries({ ...modules, ...runtime }).filter(
    ([name]) => name in runtime || names.includes(name),
  );
  return {
    engine: signature.name + (typeof precision === 'string' ? `, ${precision}` : ''),
    data: await dataOf(plan, registry),
    code: Object.fromEntries(entries.map(([name, entry]) => [name, codeHash(entry)])),
  };
}
