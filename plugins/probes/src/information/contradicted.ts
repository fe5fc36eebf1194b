import type { KsgEstimate } from './ksg.js';
import type { Estimate } from './protocol.js';
import type { Pairs } from './rows-of.js';

/** Entries of both variables up to which neighbours are believed where they find less. */
const FEW_ENTRIES = 4;
/** Nats that two estimates may lie apart beside their intervals. */
export const APART = 0.25;

/** The estimate, with what speaks against it besides its own checks. */
export function contradicted(
  estimate: Estimate,
  all: readonly Estimate[],
  neighbours: KsgEstimate | undefined,
  { a, b }: Pairs,
): Estimate {
  const [low, high] = estimate.interval;
  const reasons = [...estimate.unreliable];
  for (const { estimator, interval, value, unreliable } of all) {
    if (unreliable.length > 0 || (interval[0] <= high + APART && interval[1] >= low - APART)) continue;
    reasons.push(`${estimator} finds ${value.toFixed(2)} nats`);
  }
  if (neighbours) {
    const { value, error } = neighbours;
    const margin = APART + 1.645 * error;
    const few = a.columns + b.columns <= FEW_ENTRIES;
    if (value - margin > high || (few && value + margin < low))
      reasons.push(`nearest neighbours find ${value.toFixed(2)} nats`);
  }
  return { ...estimate, unreliable: reasons };
}
