import { textWidth } from '@infomin/plugin';
import { formatDuration, formatNumber } from '../terminal/numbers.js';

/** Where a training stands, as the progress display shows it. */
export interface TrainingStatus {
  /** `2/12` where the file sweeps. */
  readonly trial: { readonly index: number; readonly count: number } | undefined;
  /** Id of the stage. */
  readonly stage: string;
  /** From 1, where the stage counts epochs. */
  readonly epoch: { readonly index: number; readonly count: number } | undefined;
  /** Steps done. */
  readonly step: number;
  readonly steps: number;
  readonly imagesPerSecond: number | undefined;
  readonly loss: number | undefined;
  /** The estimate and the most it can say with this batch, in nats. */
  readonly information:
    | { readonly name: string; readonly nats: number; readonly ceiling: number | undefined }
    | undefined;
  readonly secondsLeft: number | undefined;
  /** What watched probes came to last. */
  readonly watched?: Readonly<Record<string, number>> | undefined;
  /** Whether information is at zero and all embeddings are alike, so far. */
  readonly collapsed: boolean;
}

/** The parts of a status line, the dispensable ones last: a narrow terminal drops them from the end. */
function statusParts(status: TrainingStatus): string[] {
  const { trial, stage, epoch, step, steps, imagesPerSecond, loss, information, secondsLeft } = status;
  const parts = [trial && trial.count > 1 ? `[${trial.index}/${trial.count}] ${stage}` : stage];
  parts.push(`${Math.floor((100 * step) / steps)}%`);
  if (status.collapsed) parts.push('collapsed so far');
  if (loss !== undefined) parts.push(`loss ${formatNumber(loss)}`);
  if (information !== undefined) {
    const of = information.ceiling === undefined ? '' : ` of ${formatNumber(information.ceiling)}`;
    parts.push(`${information.name} ${formatNumber(information.nats)}${of} nats`);
  }
  for (const [probe, value] of Object.entries(status.watched ?? {}))
    parts.push(`${probe} ${formatNumber(value)}`);
  if (secondsLeft !== undefined) parts.push(`${formatDuration(secondsLeft)} left`);
  if (epoch !== undefined) parts.push(`epoch ${epoch.index}/${epoch.count}`);
  parts.push(`step ${step}/${steps}`);
  if (imagesPerSecond !== undefined) parts.push(`${Math.round(imagesPerSecond)} images/s`);
  return parts;
}

/** One line of at most `width` columns, without the name where that alone is wider. */
export function statusLine(status: TrainingStatus, width: number): string {
  let line = '';
  for (const part of statusParts(status)) {
    const next = line ? `${line}  ${part}` : part;
    if (textWidth(next) <= width) line = next;
    else if (line) break;
  }
  return line;
}

/** Trials side by side on one line of at most `width` columns, each with its share of it. */
export function statusLines(statuses: readonly TrainingStatus[], width: number): string {
  const share = Math.floor((width - 3 * (statuses.length - 1)) / statuses.length);
  return statuses.map((status) => statusLine(status, share)).join(' | ');
}
