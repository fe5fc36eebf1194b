import type { Plan } from '@infomin/plan';
import { isMeasured, type TrialResult } from '@infomin/plugin';
import { mean, sum } from './stage-record.js';

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

/** What was measured over the seeds of one setting of the parameters. */
export interface Summary {
  readonly params: Readonly<Record<string, unknown>>;
  readonly probes: Readonly<Record<string, Spread>>;
  readonly objectives: Readonly<
    Record<string, { readonly mi_nats?: Spread; readonly mi_nats_heldout?: Spread }>
  >;
  /** Trials whose numbers are in none of the means: they failed, collapsed or were interrupted. */
  readonly left_out: readonly Pick<TrialResult, 'seed' | 'status'>[];
}

export interface Spread {
  readonly mean: number;
  /** Of the sample, with n − 1; 0 where n is 1. */
  readonly std: number;
  readonly n: number;
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
      probes: spreads(
        measured,
        (trial) => trial.probes,
        (probe) => probe.value,
      ),
      objectives: objectiveSpreads(measured),
      left_out: trials.filter((trial) => !isMeasured(trial)).map(({ seed, status }) => ({ seed, status })),
    };
  });
}

function objectiveSpreads(trials: readonly TrialResult[]): Summary['objectives'] {
  const training = spreads(
    trials,
    (trial) => trial.objectives,
    (objective) => objective.mi_nats,
  );
  const heldOut = spreads(
    trials,
    (trial) => trial.objectives,
    (objective) => objective.mi_nats_heldout,
  );
  const names = new Set([...Object.keys(training), ...Object.keys(heldOut)]);
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      {
        ...(Object.hasOwn(training, name) && { mi_nats: training[name]! }),
        ...(Object.hasOwn(heldOut, name) && { mi_nats_heldout: heldOut[name]! }),
      },
    ]),
  );
}

function spreads<T>(
  trials: readonly TrialResult[],
  entries: (trial: TrialResult) => Readonly<Record<string, T>>,
  read: (entry: T) => number | null,
): Record<string, Spread> {
  const values = new Map<string, number[]>();
  for (const trial of trials) {
    for (const [name, entry] of Object.entries(entries(trial))) {
      const value = read(entry);
      if (value !== null) values.set(name, [...(values.get(name) ?? []), value]);
    }
  }
  return Object.fromEntries([...values].map(([name, list]) => [name, spread(list)]));
}

function spread(values: readonly number[]): Spread {
  const m = mean(values);
  const std = values.length > 1 ? Math.sqrt(sum(values.map((v) => (v - m) ** 2)) / (values.length - 1)) : 0;
  return { mean: m, std, n: values.length };
}
