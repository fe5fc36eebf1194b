import type { Engine, Logger, RandomStreams, State } from '@infomin/plugin';
import type { Container } from 'inversify';
import type { ProgressEvent } from '../base/progress.js';
import type { Constructors } from '../base/registry.js';
import type { Datasets } from '../data/datasets.js';
import type { ResolvedTrial } from '../graph/resolved-trial.js';

/** What the parts of a trial share. */
export interface TrialContext {
  readonly trial: ResolvedTrial;
  readonly datasets: Datasets;
  readonly engine: Engine;
  readonly state: State;
  readonly random: RandomStreams;
  readonly registry: Constructors;
  readonly container: Container;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** By the stages' ids: how many trials of the run train them alike, one after another. One where it says nothing. */
  readonly alike: Readonly<Record<string, number>>;
  /** Adds a line to `metrics.jsonl`. */
  metric(line: Readonly<Record<string, unknown>>): Promise<void>;
  /** Keeps a file beside the trial's checkpoints. */
  keep(name: string, text: string): Promise<void>;
  progress(event: ProgressEvent): void;
}

/** Of a trial by itself that tells and keeps nothing. */
export const untold: Pick<TrialContext, 'metric' | 'keep' | 'progress' | 'alike'> = {
  metric: async () => {},
  keep: async () => {},
  progress: () => {},
  alike: {},
};

/** Whether this process measures and keeps results: the only one, or the first of its ranks. */
export function leads({ engine }: Pick<TrialContext, 'engine'>): boolean {
  return (engine.ranks?.rank ?? 0) === 0;
}
