import type { TrialPlan } from '@infomin/plan';
import type { ArtifactStore, Logger } from '@infomin/plugin';
import { Queue } from '../base/queue.js';
import type { TrialProgress } from './checkpoint.js';
import {
  isSame,
  type MetricLine,
  type MetricsMark,
  markAfter,
  noLines,
  openMetrics,
  restoreMetrics,
} from './metrics.js';

/** Where a trial's lines of `metrics.jsonl` go. */
export interface MetricSink {
  /** Before the first line of a trial: lines of an earlier attempt that its checkpoint does not know are dropped. */
  begin(trial: TrialPlan, progress: TrialProgress | undefined): Promise<void>;
  append(trial: TrialPlan, line: Readonly<Record<string, unknown>>): Promise<void>;
  /** All the trial has written so far, which is on the disk when this resolves. */
  mark(trial: TrialPlan): Promise<MetricsMark>;
}

/** `metrics.jsonl`, written by one after another although trials run side by side. */
export class MetricsLog implements MetricSink {
  private readonly turns = new Queue();
  private marks: Map<string, MetricsMark> | undefined;

  constructor(
    private readonly artifacts: ArtifactStore,
    private readonly log: Logger,
  ) {}

  begin(trial: TrialPlan, progress: TrialProgress | undefined): Promise<void> {
    return this.bring(trial, progress?.metrics ?? noLines, (line) => isKnown(trial, line, progress));
  }

  /** Of a trial that is done: tells where its lines are others than they were then, and mends what it can. */
  verify(trial: TrialPlan, mark: MetricsMark): Promise<void> {
    return this.bring(trial, mark, () => true);
  }

  append(trial: TrialPlan, line: Readonly<Record<string, unknown>>): Promise<void> {
    return this.turns.take(async () => {
      const marks = await this.opened();
      const text = JSON.stringify(line);
      try {
        await this.artifacts.append('metrics.jsonl', text);
      } catch (error) {
        // A part of the line may be there: it goes when the file is opened anew.
        this.marks = undefined;
        throw error;
      }
      marks.set(trial.id, markAfter(marks.get(trial.id) ?? noLines, text));
    });
  }

  mark(trial: TrialPlan): Promise<MetricsMark> {
    return this.turns.take(async () => {
      const mark = (await this.opened()).get(trial.id) ?? noLines;
      if (mark.lines > 0) await this.artifacts.sync('metrics.jsonl');
      return mark;
    });
  }

  private bring(trial: TrialPlan, mark: MetricsMark, known: (line: MetricLine) => boolean): Promise<void> {
    return this.turns.take(async () => {
      const marks = await this.opened();
      if (isSame(marks.get(trial.id) ?? noLines, mark)) return;
      marks.set(trial.id, await restoreMetrics(this.artifacts, this.log, trial, mark, known));
    });
  }

  private async opened(): Promise<Map<string, MetricsMark>> {
    this.marks ??= await openMetrics(this.artifacts, this.log);
    return this.marks;
  }
}

/** Whether a trial had come past a line. */
function isKnown(trial: TrialPlan, metric: MetricLine, progress: TrialProgress | undefined): boolean {
  if (!progress) return false;
  const stage = trial.stages.findIndex(({ id }) => id === metric.stage);
  if (stage !== progress.stage) return stage < progress.stage;
  return metric.step <= (progress.record?.step ?? 0);
}
