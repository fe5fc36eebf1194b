import { type Duration, duration, type Progress } from '@infomin/plugin';
import { z } from 'zod';

export type Warmup = number | Duration;

export const warmup = z
  .union([z.int().min(0), duration()])
  .default(0)
  .describe('how long the rate first rises linearly, in steps, or `5 epochs`');

export function warmupSteps(warmup: Warmup, { stepsPerEpoch }: Progress): number {
  if (typeof warmup === 'number') return warmup;
  return warmup.unit === 'step' ? warmup.count : Math.round(warmup.count * stepsPerEpoch);
}

/** Factor of the linear rise over the first `warmup` steps, 1 afterwards; never 0, so that no step is lost. */
export function warmupFactor(step: number, warmup: number): number {
  return step < warmup ? (step + 1) / (warmup + 1) : 1;
}
