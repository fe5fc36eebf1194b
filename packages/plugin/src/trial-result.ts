import { entryOf } from './records.js';
import { spreadOf } from './spread.js';

export interface ProbeResult {
  readonly metric: string;
  readonly value: number;
  /** What one gets without looking at the features. */
  readonly chance: number;
  /** What the same models give as they start, before any training; the runtime measures it, a probe leaves it out. */
  readonly untrained?: number;
  readonly unit?: string;
  readonly better: 'lower' | 'higher';
  /** Why the value is not to be trusted, each a clause; it is told, and marked with `?` wherever the value stands. */
  readonly unreliable?: readonly string[];
  /** The same of `untrained`; the runtime adds it, too. */
  readonly untrained_unreliable?: readonly string[];
  /** Anything else worth keeping: score on the train split, iterations, regularisation. JSON. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A term of an objective; nats where it estimates information, else its own unit. */
export interface TermResult {
  /** Its constructor's name, with a number from the second of one name on: `I_NCE`, `CE`, `CE 2`. */
  readonly term: string;
  readonly information: boolean;
  /** What it is multiplied with in the objective; `null` where that is no number. */
  readonly coefficient: number | null;
  readonly value: number | null;
  readonly value_heldout: number | null;
  /** Standard deviation over the held-out batches; `null` where each is all rows and no view draws. */
  readonly value_heldout_std?: number | null;
  readonly ceiling: number | null;
}

/** Rows that were not trained on, and how they were used. */
export interface HeldOutPart {
  /** The validation split, or the one that was trained on but for these rows. */
  readonly split: string;
  readonly rows: number;
  /** Rows a batch: fewer than in training where no more are held out. */
  readonly batch: number;
  /** At least 8: where the rows fill less, they and their views are drawn anew. */
  readonly batches: number;
}

/** What watched probes came to at a step. */
export interface WatchedValues {
  readonly step: number;
  /** By the probes' names. */
  readonly values: Readonly<Record<string, number>>;
  /** Those whose value is not to be trusted; left out where there are none. */
  readonly unreliable?: readonly string[];
}

export interface ObjectiveResult {
  readonly loss: number | null;
  readonly mi_nats: number | null;
  readonly mi_nats_heldout: number | null;
  /** Standard deviation over the held-out batches; `null` where each is all rows and no view draws. */
  readonly mi_nats_heldout_std?: number | null;
  /** What the held-out figures were estimated on, by the batches' names. */
  readonly heldout?: Readonly<Record<string, HeldOutPart>>;
  readonly ceiling_nats: number | null;
  readonly terms?: readonly TermResult[];
  /** What its `watch` measured while it trained, oldest first. */
  readonly watched?: readonly WatchedValues[];
  readonly [key: string]: unknown;
}

export interface TrialResult {
  readonly params: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly status: 'done' | 'failed' | 'interrupted' | 'collapsed';
  readonly objectives: Readonly<Record<string, ObjectiveResult>>;
  readonly probes: Readonly<Record<string, ProbeResult>>;
  readonly seconds: {
    readonly train: number;
    readonly probe: number;
    /** Of `probe`: what untrained models took. */
    readonly untrained?: number;
  };
  readonly [key: string]: unknown;
}

/** Whether a metric is a fraction, to be shown in per cent: a rate or an accuracy without a unit. */
export function isFraction({ metric, unit }: Pick<ProbeResult, 'metric' | 'unit'>): boolean {
  return !unit && /(^|_)(rate|accuracy)(_|$)/.test(metric);
}

/** What chance gives a probe in each setting of the parameters: means over seeds, which may draw their own test rows. */
export function chancesOf(
  trials: readonly Pick<TrialResult, 'params' | 'probes'>[],
  probe: string,
): number[] {
  const settings = new Map<string, number[]>();
  for (const { params, probes } of trials) {
    const chance = entryOf(probes, probe)?.chance;
    if (!Number.isFinite(chance)) continue;
    const setting = JSON.stringify(params);
    settings.set(setting, [...(settings.get(setting) ?? []), chance!]);
  }
  return [...settings.values()].map((values) => spreadOf(values)!.mean);
}

/** Where a result says what speaks against its value, and against what untrained models give. */
export type Doubts = 'unreliable' | 'untrained_unreliable';

/** Whether nothing speaks against the value, or against what untrained models give. */
export function isTrusted(probe: Pick<ProbeResult, Doubts>, which: Doubts = 'unreliable'): boolean {
  return (probe[which] ?? []).length === 0;
}

/**
 * Whether a trial's numbers measure its setting, so that means may hold them. Those of a trial that failed, was
 * interrupted or collapsed (information at zero, all embeddings alike) don't: summaries and reports name such trials and leave
 * their numbers out.
 */
export function isMeasured({ status }: Pick<TrialResult, 'status'>): boolean {
  return status === 'done';
}
