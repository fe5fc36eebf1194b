import type { Value } from '@infomin/plan';
import { contentHash, formatValue } from '@infomin/plan';
import type { Sweep } from '../declarations/sweeps.js';
import type { SymbolOf } from '../files/module.js';
import type { Constant } from '../trial/constants.js';
import type { TrialParts } from './trial-plan.js';

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

/** The swept parameters along which no two trials differ in what they train or measure. `trials` in the order of {@link expand}. */
export function idleParams(
  sweeps: readonly Sweep[],
  trials: readonly { readonly parts: TrialParts }[],
): Set<SymbolOf<'param'>> {
  const idle = new Set<SymbolOf<'param'>>();
  // Where nothing runs yet, every sweep would be one.
  if (!trials.some(({ parts }) => parts.stages.length + parts.probes.length > 0)) return idle;
  const hashes = new Map<TrialParts, string>();
  const hashOf = (i: number) => {
    const { parts } = trials[i]!;
    const { params: _, seed: __, ...rest } = parts;
    const hash = hashes.get(parts) ?? contentHash(rest);
    hashes.set(parts, hash);
    return hash;
  };
  let stride = trials.length;
  for (const { symbols, rows } of sweeps) {
    stride /= rows.length;
    const differ = trials.some(
      (_, i) => Math.floor(i / stride) % rows.length > 0 && hashOf(i) !== hashOf(i - stride),
    );
    if (rows.length < 2 || differ) continue;
    for (const symbol of symbols) idle.add(symbol);
  }
  return idle;
}

/** A name for a trial that is fit for a folder: `distance-64_seed-0`; `trial` where nothing is swept. */
export function trialId(setting: Setting, taken: Set<string>): string {
  const parts = [...setting].map(([symbol, { value }]) => `${slug(symbol.name)}-${slug(value)}`);
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
    // What comes before the first word, but for the sign of a number.
    .replace(/^((?!-\d)\W)+/, '')
    .replace(/[^\w.-]+/g, '-')
    .replace(/-+$/, '');
  return text === '' ? 'none' : text;
}
