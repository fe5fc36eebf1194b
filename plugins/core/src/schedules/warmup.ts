import { z } from 'zod';

export const warmup = z
  .int()
  .min(0)
  .default(0)
  .describe('steps over which the rate first rises linearly')
  .meta({ unit: 'steps' });

/** Factor of the linear rise over the first `warmup` steps, 1 afterwards; never 0, so that no step is lost. */
export function warmupFactor(step: number, warmup: number): number {
  return step < warmup ? (step + 1) / (warmup + 1) : 1;
}
