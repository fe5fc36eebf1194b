import type { Plan } from '@infomin/plan';
import {
  type Doubts,
  entryOf,
  isMeasured,
  isTrusted,
  type ObjectiveResult,
  type Spread,
  spreadOf,
  type TrialResult,
} from '@infomin/plugin';

/** A trial's results with what the runtime adds to the contract. */
export interface TrialOutcome extends TrialResult {
  /** As in the plan. */
  readonly id: string;
  /** What the engine ran on. */
  readonly engine?: string;
  readonly error?: TrialError;
}

/** Whether a trial came to its end. */
export function isComplete({ status }: Pick<TrialResult, 'status'>): boolean {
  return status === 'done' || status === 'collapsed';
}

export interface TrialError {
  readonly message: string;
  /** What to do about it. */
  readonly suggestion?: string;
  /** Whether it is a defect of infomin or of a plugin rather than something the user can mend. */
  readonly internal: boolean;
}

/** What `results.json` holds. Rates are fractions, positions pixels, information nats. */
export interface Results {
  readonly file: string;
  readonly engine: string;
  readonly plan_hash: string;
  readonly plugins: Plan['plugins'];
  readonly trials: readonly TrialOutcome[];
  readonly summary: readonly Summary[];
  readonly reports: readonly ReportOutcome[];
}

const informationKeys = ['mi_nats', 'mi_nats_heldout', 'mi_nats_fresh_critic'] as const;
type InformationKey = (typeof informationKeys)[number];

/** What was measured over the seeds of one setting of the parameters. */
export interface Summary {
  readonly params: Readonly<Record<string, unknown>>;
  readonly probes: Readonly<Record<string, ProbeSpread>>;
  readonly objectives: Readonly<Record<string, Partial<Record<InformationKey, Spread>>>>;
  /** Trials whose numbers are in none of the means: they failed, collapsed or were interrupted. */
  readonly left_out: readonly Pick<TrialResult, 'seed' | 'status'>[];
}

export interface ProbeSpread extends DoubtedSpread {
  readonly untrained?: DoubtedSpread;
}

/** Of a probe's values over trials. */
export interface DoubtedSpread extends Spread {
  /** In how many trials the probe says of its own value that it is not to be trusted; left out where in none. */
  readonly unreliable?: number;
}

export interface ReportOutcome {
  readonly title: string;
  /** For the terminal. */
  readonly text: string;
  readonly data: unknown;
}

/** Means over seeds, per setting of the other parameters; of trials that measured it. */
export function summarise(trials: readonly TrialResult[]): Summary[] {
  const groups = new Map<string, { params: Readonly<Record<string, unknown>>; trials: TrialResult[] }>();
  for (const trial of trials) {
    const { seed: _, ...params } = trial.params;
    const key = JSON.stringify(params);
    const group = groups.get(key) ?? { params, trials: [] };
    groups.set(key, group);
    group.trials.push(trial);
  }
  return [...groups.values()].map(({ params, trials }) => {
    const measured = trials.filter(isMeasured);
    return {
      params,
      probes: probeSpreads(measured),
      objectives: objectiveSpreads(measured),
      left_out: trials.filter((trial) => !isMeasured(trial)).map(({ seed, status }) => ({ seed, status })),
    };
  });
}

function probeSpreads(trials: readonly TrialResult[]): Summary['probes'] {
  const probesOf = (trial: TrialResult) => trial.probes;
  const trained = spreads(trials, probesOf, ({ value }) => value);
  const untrained = spreads(trials, probesOf, (probe) => probe.untrained);
  return mapped(Object.keys(trained), (name) => ({
    ...trained[name]!,
    ...(Object.hasOwn(untrained, name) && {
      untrained: { ...untrained[name]!, ...doubts(trials, name, 'untrained_unreliable') },
    }),
    ...doubts(trials, name, 'unreliable'),
  }));
}

function doubts(
  trials: readonly TrialResult[],
  name: string,
  which: Doubts,
): Pick<DoubtedSpread, 'unreliable'> {
  const unreliable = trials.filter(({ probes }) => !isTrusted(entryOf(probes, name) ?? {}, which)).length;
  return unreliable > 0 ? { unreliable } : {};
}

function objectiveSpreads(trials: readonly TrialResult[]): Summary['objectives'] {
  const byKey = informationKeys.map((key) => {
    const read = (objective: ObjectiveResult) => objective[key] as number | null | undefined;
    return [key, spreads(trials, (trial) => trial.objectives, read)] as const;
  });
  const names = new Set(byKey.flatMap(([, found]) => Object.keys(found)));
  return mapped([...names], (name) =>
    Object.fromEntries(
      byKey.flatMap(([key, found]) => (Object.hasOwn(found, name) ? [[key, found[name]!]] : [])),
    ),
  );
}

function mapped<T>(names: readonly string[], of: (name: string) => T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, of(name)]));
}

function spreads<T>(
  trials: readonly TrialResult[],
  entries: (trial: TrialResult) => Readonly<Record<string, T>>,
  read: (entry: T) => number | null | undefined,
): Record<string, Spread> {
  const values = new Map<string, number[]>();
  for (const trial of trials) {
    for (const [name, entry] of Object.entries(entries(trial))) {
      const value = read(entry);
      if (value != null) values.set(name, [...(values.get(name) ?? []), value]);
    }
  }
  return Object.fromEntries([...values].map(([name, list]) => [name, spreadOf(list)!]));
}
