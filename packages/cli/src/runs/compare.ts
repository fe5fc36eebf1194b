import type { CallValue, Plan, TrialPlan } from '@infomin/plan';
import { entryOf, isMeasured, isTrusted, type ProbeResult, spreadOf } from '@infomin/plugin';
import type { DoubtedSpread } from '@infomin/runtime';
import type { FoundRun } from './read-run.js';

/** A value that is not the same in all runs; `undefined` where a run has none. */
export interface Difference {
  /** `nce.temperature`, `f.dim` */
  readonly what: string;
  readonly values: readonly (string | undefined)[];
}

/** What differs in what runs say: parameters, sweeps, and the first trial's datasets, models, nodes, trainings, probes. */
export function differencesOf(plans: readonly Plan[]): Difference[] {
  const tables = plans.map(valuesOf);
  const names = [...new Set(tables.flatMap((table) => [...table.keys()]))];
  return names
    .map((what) => ({ what, values: tables.map((table) => table.get(what)) }))
    .filter(({ values }) => new Set(values).size > 1);
}

function valuesOf(plan: Plan): Map<string, string> {
  const sweeps = plan.sweeps.map(({ param, values }): [string, unknown] => [`sweep ${param}`, values]);
  const first = plan.trials[0];
  const all = leavesOf([['', plan.params], ...sweeps, ...(first ? partsOf(first) : [])]);
  return new Map(Object.entries(all).map(([name, value]) => [name, String(value)]));
}

/** What a trial's datasets, models, views, terms, trainings and probes are given: `f.dim`, `v/Noise.std`, `nce.optimizer.f.lr`. */
export function settingsOf(trial: TrialPlan): Record<string, string | number | boolean> {
  return leavesOf(partsOf(trial));
}

/** Values by the way to them; lists of plain values are one, and a call is its constructor's name. */
function leavesOf(parts: readonly [string, unknown][]): Record<string, string | number | boolean> {
  const leaves: Record<string, string | number | boolean> = {};
  const add = (path: string, value: unknown): void => {
    if (value === undefined) return;
    if (typeof value === 'number' || typeof value === 'boolean') leaves[path] = value;
    else if (typeof value !== 'object' || value === null) leaves[path] = String(value);
    else if (Array.isArray(value) && value.every((item) => typeof item !== 'object'))
      leaves[path] = `[${value.join(', ')}]`;
    else if ('call' in value) {
      const { call, args = {} } = value as Partial<CallValue>;
      leaves[path] = String(call).replace(/^.*\//, '');
      for (const [name, part] of Object.entries(args)) add(`${path}.${name}`, part);
    } else
      for (const [name, part] of Object.entries(value))
        if (name !== 'place') add(path ? `${path}.${name}` : name, part);
  };
  for (const [name, part] of parts) add(name, part);
  return leaves;
}

function partsOf(trial: TrialPlan): [string, unknown][] {
  return [
    ...trial.datasets.map(({ name, call }): [string, unknown] => [name, call]),
    ...trial.models.map(({ name, call }): [string, unknown] => [name, call]),
    ...trial.nodes.flatMap((node): [string, unknown][] =>
      'call' in node ? [[node.id.replace(/^\w+:/, ''), node.call]] : [],
    ),
    // What it is of is a node, which stands above.
    ...trial.stages.map(({ id, place: _, value: __, ...stage }): [string, unknown] => [id, stage]),
    ...trial.probes.map(({ name, call }): [string, unknown] => [name, call]),
  ];
}

/** A probe in all runs that measure the same by it. */
export interface Comparison {
  readonly probe: string;
  readonly measure: Pick<ProbeResult, 'metric' | 'unit'>;
  /** Over the trials of each run that measured it. */
  readonly values: readonly (DoubtedSpread | undefined)[];
  /** Each run less the first, over pairs of trials with the same seed and the same values of what any of them sweeps; first is `undefined`. */
  readonly paired: readonly (DoubtedSpread | undefined)[];
}

export function compareProbes(runs: readonly FoundRun[]): Comparison[] {
  const measured = runs.map(({ results }) => (results?.trials ?? []).filter(isMeasured));
  const all = measured.flat().flatMap(({ probes }) => Object.entries(probes));
  const measures = new Map(
    all.map(([probe, { metric, unit }]) => [JSON.stringify([probe, metric, unit]), { probe, metric, unit }]),
  );
  const swept = [...new Set(runs.flatMap(({ plan }) => plan.sweeps.map(({ param }) => param)))];
  const setting = swept.filter((param) => param !== 'seed');
  return [...measures.values()].map(({ probe, metric, unit }) => {
    const tables = measured.map((trials) =>
      trials.flatMap((trial) => {
        const found = entryOf(trial.probes, probe);
        const key = JSON.stringify([trial.seed, ...setting.map((param) => trial.params[param] ?? null)]);
        return found?.metric === metric && found.unit === unit ? [{ key, found }] : [];
      }),
    );
    const first = new Map(tables[0]!.map(({ key, found }) => [key, found]));
    return {
      probe,
      measure: { metric, unit },
      values: tables.map((table) => spreadOfPairs(table.map(({ found }) => [found]))),
      paired: tables.map((table, index) =>
        index === 0
          ? undefined
          : spreadOfPairs(
              table.flatMap(({ key, found }) => {
                const other = first.get(key);
                return other ? [[found, other]] : [];
              }),
            ),
      ),
    };
  });
}

/** Of values, or of differences of two. */
function spreadOfPairs(pairs: readonly (readonly [ProbeResult, ProbeResult?])[]): DoubtedSpread | undefined {
  const found = spreadOf(pairs.map(([one, less]) => one.value - (less?.value ?? 0)));
  const unreliable = pairs.filter((pair) => !pair.every((probe) => isTrusted(probe ?? {}))).length;
  return found && { ...found, ...(unreliable > 0 && { unreliable }) };
}
