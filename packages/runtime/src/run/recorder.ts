import type { Plan, TrialPlan } from '@infomin/plan';
import type { ArtifactStore, Logger } from '@infomin/plugin';
import { type MetricLine, readMetrics } from '../folder/metrics.js';
import type { MetricSink } from '../folder/metrics-log.js';
import { isComplete, type TrialOutcome } from '../folder/results.js';
import { galleriesOf } from '../report/galleries.js';
import type { Gallery } from '../training/gallery.js';

/**
 * Is told what a run's trials come to while its folder is written: TensorBoard's files, a server of experiments. What it does
 * with that is its own matter: it throws nothing and keeps nobody waiting.
 */
export interface Recorder {
  /** A trial begins, or goes on behind the lines of `metrics.jsonl` that it has. */
  begin(trial: TrialPlan, lines: readonly MetricLine[]): void;
  line(trial: TrialPlan, line: MetricLine): void;
  end(trial: TrialPlan, result: TrialOutcome, galleries: readonly Gallery[]): void;
}

/** Lines that a recorder is told of as well. */
export function recording(sink: MetricSink, artifacts: ArtifactStore, recorder: Recorder): MetricSink {
  return {
    async begin(trial, progress) {
      await sink.begin(trial, progress);
      recorder.begin(trial, progress ? ofTrial(await readMetrics(artifacts), trial) : []);
    },
    async append(trial, line) {
      await sink.append(trial, line);
      recorder.line(trial, line as unknown as MetricLine);
    },
    mark: (trial) => sink.mark(trial),
  };
}

/** Tells a recorder how a trial has ended, with the pictures that it has left. */
export async function recordEnd(
  recorder: Recorder,
  artifacts: ArtifactStore,
  trial: TrialPlan,
  result: TrialOutcome,
  log: Logger,
): Promise<void> {
  recorder.end(trial, result, await galleriesOf(artifacts, trial, log).catch(() => []));
}

/** Tells a recorder of trials that came to their end elsewhere, or in an earlier run. */
export async function recordEnded(
  recorder: Recorder,
  artifacts: ArtifactStore,
  { trials }: Plan,
  outcomes: Iterable<TrialOutcome>,
  log: Logger,
): Promise<void> {
  const byId = new Map([...outcomes].map((result) => [result.id, result]));
  const lines = await readMetrics(artifacts);
  for (const trial of trials) {
    const result = byId.get(trial.id);
    if (!result || !isComplete(result)) continue;
    recorder.begin(trial, ofTrial(lines, trial));
    await recordEnd(recorder, artifacts, trial, result, log);
  }
}

const ofTrial = (lines: readonly MetricLine[], { id }: TrialPlan) =>
  lines.filter(({ trial }) => trial === id);
