import { entryOf, isMeasured, type TrialResult } from '@infomin/plugin';

/** Trials that share the values of some parameters, and differ in others, such as the seed. */
export interface Group {
  readonly params: Readonly<Record<string, unknown>>;
  /** `background, digit` */
  readonly label: string;
  /** Those that count. */
  readonly done: readonly TrialResult[];
  /** Failed, collapsed or interrupted. */
  readonly others: readonly TrialResult[];
}

/** A parameter's value as people write it: symbols without their dot, a list without brackets unless it is part of a value. */
export function formatParam(value: unknown, isPart = false): string {
  if (Array.isArray(value)) {
    const items = value.map((item) => formatParam(item, true)).join(', ');
    return isPart ? `[${items}]` : items || 'none';
  }
  if (typeof value !== 'object' || value === null) return String(value);
  if ('symbol' in value) return String(value.symbol);
  if ('$env' in value) return `env(${JSON.stringify(value.$env)})`;
  if ('from' in value && 'to' in value) return `${value.from}..${value.to}`;
  if ('recipe' in value) return String(value.recipe);
  if ('call' in value && 'args' in value) {
    const args = Object.entries(value.args as object).map(
      ([name, each]) => `${name}: ${formatParam(each, true)}`,
    );
    return `${String(value.call).split('/').at(-1)!}(${args.join(', ')})`;
  }
  return JSON.stringify(value);
}

export const valueOfParam = (trial: TrialResult, name: string): unknown =>
  name === 'seed' ? trial.seed : entryOf(trial.params, name);

/** Groups trials by the values of the named parameters, in the order they come. */
export function groupBy(trials: readonly TrialResult[], names: readonly string[]): Group[] {
  const groups = new Map<string, { params: Record<string, unknown>; trials: TrialResult[] }>();
  for (const trial of trials) {
    const params = Object.fromEntries(names.map((name) => [name, valueOfParam(trial, name)]));
    const key = JSON.stringify(params);
    const group = groups.get(key) ?? { params, trials: [] };
    group.trials.push(trial);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ params, trials }) => ({
    params,
    label: names.map((name) => formatParam(params[name])).join(' · ') || 'all',
    done: trials.filter(isMeasured),
    others: trials.filter((trial) => !isMeasured(trial)),
  }));
}

/** Parameters other than the seed that take several values. */
export function sweptParams(trials: readonly TrialResult[]): string[] {
  const names = new Set(trials.flatMap(({ params }) => Object.keys(params)));
  names.delete('seed');
  return [...names].filter(
    (name) => new Set(trials.map(({ params }) => JSON.stringify(params[name]))).size > 1,
  );
}

/** Most trials that a sentence names. */
const LISTED = 12;

/** What a reader must know about the trials behind a report, each a sentence; `counted` are those in it though not done. */
export function trialNotes(
  trials: readonly TrialResult[],
  names: readonly string[],
  counted?: ReadonlySet<TrialResult>,
): string[] {
  const averaged = sweptParams(trials).filter((name) => !names.includes(name));
  const notes = averaged.map((name) => `Averaged over the values of ${name}.`);
  for (const status of ['collapsed', 'failed', 'interrupted'] as const) {
    const left = trials.filter((trial) => trial.status === status && !counted?.has(trial));
    if (left.length === 0) continue;
    const which = left.map((trial) => {
      const params = names
        .filter((name) => name !== 'seed')
        .map((name) => formatParam(valueOfParam(trial, name)));
      return [...params, `seed ${trial.seed}`].join(' · ');
    });
    const count = left.length === 1 ? '1 trial' : `${left.length} trials`;
    const more = left.length > LISTED ? [`and ${left.length - LISTED} more`] : [];
    notes.push(`Not counted: ${count} ${status} (${[...which.slice(0, LISTED), ...more].join('; ')}).`);
  }
  return notes;
}
