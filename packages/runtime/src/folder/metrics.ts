import { createHash } from 'node:crypto';
import type { TrialPlan } from '@infomin/plan';
import type { ArtifactStore, Logger } from '@infomin/plugin';

/** Which lines of `metrics.jsonl` a trial has written: how many, and a hash of them in their order. */
export interface MetricsMark {
  readonly lines: number;
  readonly hash: string;
}

export const noLines: MetricsMark = { lines: 0, hash: '' };

/** The mark of the same lines and one more. What the trial is called, which stands first, is none of it. */
export function markAfter({ lines, hash }: MetricsMark, line: string): MetricsMark {
  const rest = line.slice(line.indexOf(','));
  return { lines: lines + 1, hash: createHash('sha256').update(hash).update(rest).digest('hex') };
}

export function isSame(a: MetricsMark, b: MetricsMark): boolean {
  return a.lines === b.lines && a.hash === b.hash;
}

/** The marks of all trials that have lines. A last line that was cut short is dropped, another that can't be read told. */
export async function openMetrics(artifacts: ArtifactStore, log: Logger): Promise<Map<string, MetricsMark>> {
  const marks = new Map<string, MetricsMark>();
  const { lines, whole } = await toldLines(artifacts, log);
  if (!whole) await writeLines(artifacts, lines);
  for (const { text, line } of lines)
    marks.set(line.trial, markAfter(marks.get(line.trial) ?? noLines, text));
  return marks;
}

/** Lines that can be read, and whether those are all; others are told, but for a last one that was cut short. */
async function toldLines(
  artifacts: Pick<ArtifactStore, 'read'>,
  log: Pick<Logger, 'warn'>,
): Promise<{ readonly lines: Line[]; readonly whole: boolean }> {
  const bytes = await artifacts.read('metrics.jsonl');
  if (!bytes) return { lines: [], whole: true };
  const texts = Buffer.from(bytes).toString().split('\n');
  const cut = texts.at(-1) !== '';
  if (!cut) texts.pop();
  const lines = readable(texts);
  const torn = cut && !parsed(texts.at(-1)!);
  const damaged = texts.length - lines.length - (torn ? 1 : 0);
  if (damaged > 0)
    log.warn(
      `metrics.jsonl is damaged: ${damaged} of its ${texts.length} lines can't be read and are left out`,
    );
  return { lines, whole: !cut && damaged === 0 };
}

/**
 * Leaves of a trial's lines those of a mark. Where they are not all there, or not as they were, as many as are: that is
 * told. Gives the mark of what is left.
 */
export async function restoreMetrics(
  artifacts: ArtifactStore,
  log: Logger,
  trial: TrialPlan,
  mark: MetricsMark,
  known: (line: MetricLine) => boolean,
): Promise<MetricsMark> {
  const all = await linesOf(artifacts);
  const own = all.filter(({ line }) => line.trial === trial.id);
  let kept = own.slice(0, mark.lines);
  if (!isSame(markOf(kept), mark)) {
    kept = inOrder(
      trial,
      own.filter(({ line }) => known(line)),
    );
    const found = isSame(markOf(kept), mark)
      ? 'were doubled or out of order, which is mended'
      : `are missing or changed: of ${mark.lines} there are ${kept.length}, which are kept`;
    log.warn(`metrics.jsonl is damaged: lines of trial ${trial.id} ${found}`);
  }
  if (kept.length < own.length || kept.some((line, index) => line !== own[index])) {
    const first = all.findIndex(({ line }) => line.trial === trial.id);
    const others = (part: readonly Line[]) => part.filter(({ line }) => line.trial !== trial.id);
    await writeLines(artifacts, [...others(all.slice(0, first)), ...kept, ...others(all.slice(first))]);
  }
  return markOf(kept);
}

/** All lines of `metrics.jsonl` that can be read; where `log` is given, others are told. */
export async function readMetrics(
  artifacts: ArtifactStore,
  log: Pick<Logger, 'warn'> = { warn: () => undefined },
): Promise<MetricLine[]> {
  return (await toldLines(artifacts, log)).lines.map(({ line }) => line);
}

export interface Line {
  readonly text: string;
  readonly line: MetricLine;
}

/** Lines that can be read, of `metrics.jsonl`. */
export async function linesOf(artifacts: ArtifactStore): Promise<Line[]> {
  const bytes = await artifacts.read('metrics.jsonl');
  return bytes ? readable(Buffer.from(bytes).toString().split('\n')) : [];
}

function readable(texts: readonly string[]): Line[] {
  return texts.flatMap((text) => {
    const line = parsed(text);
    return line ? [{ text, line }] : [];
  });
}

export async function writeLines(artifacts: ArtifactStore, lines: readonly Line[]): Promise<void> {
  await artifacts.write('metrics.jsonl', lines.map(({ text }) => `${text}\n`).join(''));
}

const markOf = (lines: readonly Line[]) => lines.reduce((mark, { text }) => markAfter(mark, text), noLines);

/** As they were written, each once: by stage, then by step. */
function inOrder(trial: TrialPlan, lines: readonly Line[]): Line[] {
  const stage = ({ line }: Line) => trial.stages.findIndex(({ id }) => id === line.stage);
  const byPlace = new Map(lines.map((entry) => [`${entry.line.stage} ${entry.line.step}`, entry]));
  return [...byPlace.values()].sort((a, b) => stage(a) - stage(b) || a.line.step - b.line.step);
}

export interface MetricLine {
  readonly trial: string;
  readonly stage: string;
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly mi: number | null;
  /** What `mi` is called: `I_NCE`. */
  readonly information?: string;
  /** Value of each term by its name, where there are several. */
  readonly terms?: Readonly<Record<string, number | null>>;
  readonly ceiling: number | null;
  /** There, and true, where the training looked collapsed. */
  readonly collapsed?: true;
  /** Information on a few held-out batches; at about 20 points of a stage. */
  readonly mi_heldout?: number;
  /** RMS of g(X) − X on the same rows, by the generator's name. */
  readonly generator_shift?: Readonly<Record<string, number>>;
  /** What the watched probes came to, by their names; where they were measured. */
  readonly probes?: Readonly<Record<string, number>>;
  /** Only where both sides train. */
  readonly mi_by_side?: { readonly max?: number; readonly min?: number };
}

/** A line, unless it was cut short or is something else. */
function parsed(line: string): MetricLine | undefined {
  try {
    const value = JSON.parse(line) as Partial<MetricLine> | null;
    const { trial, stage, step, information = '' } = value ?? {};
    const whole =
      [trial, stage, information].every((part) => typeof part === 'string') &&
      Number.isSafeInteger(step) &&
      numbers.every((name) => isNumber(value![name])) &&
      tables.every((name) => Object.values(value![name] ?? {}).every(isNumber));
    return whole ? (value as MetricLine) : undefined;
  } catch {
    return undefined;
  }
}

const numbers = ['epoch', 'loss', 'mi', 'ceiling', 'mi_heldout'] as const;
const tables = ['terms', 'generator_shift', 'probes', 'mi_by_side'] as const;
/** What is not finite is `null` in JSON. */
const isNumber = (part: unknown) => part === undefined || part === null || typeof part === 'number';
