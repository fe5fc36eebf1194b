import type { Value } from '@infomin/plan';
import { contentHash, formatValue } from '@infomin/plan';
import type { Sweep } from '../declarations/sweeps.js';
import type { SymbolOf } from '../files/module.js';
import type { Constant } from '../trial/constants.js';

/** One trial's values of the swept parameters. */
export type Setting = ReadonlyMap<SymbolOf<'param'>, Constant>;

/** All combinations of the sweeps' values, the first sweep slowest; one empty setting where nothing is swept. */
export function expand(sweeps: readonly Sweep[]): Setting[] {
  let settings: Setting[] = [new Map()];
  for (const { symbols, rows } of sweeps) {
    settings = settings.flatMap((setting) =>
      rows.map((row) => new Map([...setting, ...row.map((value, i) => [symbols[i]!, value] as const)])),
    );
  }
  return settings;
}

/** A name for a trial that is fit for a folder: `distance-64_seed-0`; `trial` where nothing is swept. */
export function trialId(setting: Setting, taken: Set<string>): string {
  const parts = [...setting].map(([symbol, { value }]) => `${symbol.name}-${slug(value)}`);
  let id = parts.length === 0 ? 'trial' : parts.join('_');
  if (id.length > 80 || taken.has(id.toLowerCase())) {
    const values = [...setting].map(([symbol, { value }]) => [symbol.name, value]);
    id = `${id.slice(0, 60)}-${contentHash(values).slice(0, 8)}`;
  }
  const first = id;
  // Some file systems take upper and lower case for the same.
  for (let nth = 2; taken.has(id.toLowerCase()); nth++) id = `${first}-${nth}`;
  taken.add(id.toLowerCase());
  return id;
}

function slug(value: Value): string {
  const text = formatValue(value)
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[-.]+|-+$/g, '');
  return text === '' ? 'none' : text;
}
