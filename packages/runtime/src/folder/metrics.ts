import type { TrialPlan } from '@infomin/plan';
import type { ArtifactStore } from '@infomin/plugin';
import type { TrialProgress } from './checkpoint.js';

const NEWLINE = 10;

/** Takes from `metrics.jsonl` the lines of a trial that its checkpoint does not know: they are computed again. */
export async function keptMetrics(
  artifacts: ArtifactStore,
  trial: TrialPlan,
  progress: TrialProgress | undefined,
): Promise<void> {
  const bytes = await artifacts.read('metrics.jsonl');
  if (!bytes) return;
  const lines = linesOf(bytes);
  const kept = lines.filter((line) => {
    const metric = parsed(line);
    if (!metric) return false;
    return metric.trial !== trial.id || isKnown(trial, metric, progress);
  });
  const torn = bytes.at(-1) !== NEWLINE;
  if (torn || kept.length < lines.length)
    await artifacts.write('metrics.jsonl', kept.map((line) => `${line}\n`).join(''));
}

/** All whole lines of `metrics.jsonl`. */
export async function readMetrics(artifacts: ArtifactStore): Promise<MetricLine[]> {
  const bytes = await artifacts.read('metrics.jsonl');
  if (!bytes) return [];
  return linesOf(bytes)
    .map(parsed)
    .filter((line) => line !== undefined);
}

function linesOf(bytes: Uint8Array): string[] {
  return Buffer.from(bytes)
    .toString()
    .split('\n')
    .filter((line) => line !== '');
}

export interface MetricLine {
  readonly trial: string;
  readonly stage: string;
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly mi: number | null;
  readonly ceiling: number | null;
  /** There, and true, where the training looked collapsed. */
  readonly collapsed?: true;
  /** I_NCE on a few held-out batches; at about 20 points of a stage. */
  readonly mi_heldout?: number;
  /** RMS of g(X) − X on the same rows, by the generator's name. */
  readonly generator_shift?: Readonly<Record<string, number>>;
  /** Only where both sides train. */
  readonly mi_by_side?: { readonly max?: number; readonly min?: number };
}

function isKnown(trial: TrialPlan, metric: MetricLine, progress: TrialProgress | undefined): boolean {
  if (!progress) return false;
  const stage = trial.stages.findIndex(({ id }) => id === metric.stage);
  if (stage !== progress.stage) return stage < progress.stage;
  return metric.step <= (progress.record?.step ?? 0);
}

/** A line, unless it was cut short. */
function parsed(line: string): MetricLine | undefined {
  try {
    return JSON.parse(line) as MetricLine;
  } catch {
    return undefined;
  }
}
