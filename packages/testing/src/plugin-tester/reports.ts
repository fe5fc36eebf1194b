import type { ReportResult, TrialResult } from '@infomin/plugin';
import type { Bench, Given } from './bench.js';

/** Builds a report over trials; what a trial leaves out is as in one that went well. */
export async function built(
  bench: Bench,
  call: string,
  trials: readonly Partial<TrialResult>[],
  given: Given,
): Promise<ReportResult> {
  const { args, implementation } = await bench.resolve(call, 'report', given);
  const whole = trials.map(
    (trial): TrialResult => ({
      params: {},
      seed: 0,
      status: 'done',
      objectives: {},
      probes: {},
      seconds: { train: 0, probe: 0 },
      ...trial,
    }),
  );
  return implementation.build({ title: 'test', trials: whole }, args);
}
