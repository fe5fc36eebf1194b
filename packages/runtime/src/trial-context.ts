import type { TrialPlan } from '@infomin/compiler';
import type { Engine, Logger, RandomStreams, State } from '@infomin/plugin';
import type { Container } from 'inversify';
import type { Datasets } from './datasets.js';
import type { ProgressEvent } from './progress.js';
import type { Constructors } from './registry.js';
import type { TrialGraph } from './trial-graph.js';

/** What the parts of a trial share. */
export interface TrialContext {
  readonly plan: TrialPlan;
  readonly graph: TrialGraph;
  readonly datasets: Datasets;
  readonly engine: Engine;
  readonly state: State;
  readonly random: RandomStreams;
  readonly registry: Constructors;
  readonly container: Container;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Adds a line to `metrics.jsonl`. */
  metric(line: Readonly<Record<string, unknown>>): Promise<void>;
  /** Keeps a file beside the trial's checkpoints. */
  keep(name: string, text: string): Promise<void>;
  progress(event: ProgressEvent): void;
}
