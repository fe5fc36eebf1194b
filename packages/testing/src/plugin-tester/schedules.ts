import type { Bench, Given } from './bench.js';

/** The factors on the learning rate, step by step. */
export async function scheduleFactors(
  bench: Bench,
  call: string,
  { steps, stepsPerEpoch = steps, ...given }: Given & { steps: number; stepsPerEpoch?: number },
): Promise<number[]> {
  const { args, implementation } = await bench.resolve(call, 'schedule', given);
  return Array.from({ length: steps }, (_, step) =>
    implementation.factor({ step, steps, stepsPerEpoch }, args),
  );
}
