import type { TrialPlan } from '@infomin/plan';
import type { ArtifactStore } from '@infomin/plugin';
import { Queue } from '../base/queue.js';
import type { TrialProgress } from './checkpoint.js';
import { keptMetrics } from './metrics.js';

/** Where a trial's lines of `metrics.jsonl` go. */
export interface MetricSink {
  /** Before the first line of a trial: lines of an earlier attempt that its checkpoint does not know are dropped. */
  begin(trial: TrialPlan, progress: TrialProgress | undefined): Promise<void>;
  append(line: Readonly<Record<string, unknown>>): Promise<void>;
}

/** `metrics.jsonl`, written by one after another although trials run side by side. */
export class MetricsLog implements MetricSink {
  private readonly turns = new Queue();

  constructor(private readonly artifacts: ArtifactStore) {}

  begin(trial: TrialPlan, progress: TrialProgress | undefined): Promise<void> {
    return this.turns.take(() => keptMetrics(this.artifacts, trial, progress));
  }

  append(line: Readonly<Record<string, unknown>>): Promise<void> {
    return this.turns.take(() => this.artifacts.append('metrics.jsonl', JSON.stringify(line)));
  }
}
