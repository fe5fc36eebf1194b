import { createHash } from 'node:crypto';
import type { MetricsMark } from './metrics.js';
import type { TrialOutcome } from './results.js';

/** What `result.json` of a trial holds. */
export interface Kept {
  /** The trial's. */
  readonly hash: string;
  /** Of the rest. */
  readonly checksum: string;
  readonly metrics: MetricsMark;
  readonly result: TrialOutcome;
}

export function keptText(kept: Omit<Kept, 'checksum'>): string {
  const whole: Kept = { checksum: checksumOf(kept), ...kept };
  return JSON.stringify(whole, undefined, 2);
}

/** `undefined` where the text is none, or damaged. */
export function wholeResult(text: string): Kept | undefined {
  try {
    const kept = JSON.parse(text) as Kept;
    return kept.checksum === checksumOf(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

function checksumOf({ hash, metrics, result }: Omit<Kept, 'checksum'>): string {
  return createHash('sha256').update(JSON.stringify({ hash, metrics, result })).digest('hex');
}
