import type { ScheduleImplementation } from '@infomin/plugin';
import { warmupFactor } from './warmup.js';

interface StepArgs {
  readonly at: readonly number[];
  readonly factor: number;
  readonly warmup: number;
}

const implementation: ScheduleImplementation<StepArgs> = {
  factor({ step, steps, stepsPerEpoch }, { at, factor, warmup }) {
    // A product may round up: 0.55 · 100 is more than 55.
    const passed = at.filter((moment) => step / (moment < 1 ? steps : stepsPerEpoch) >= moment).length;
    return warmupFactor(step, warmup) * factor ** passed;
  },
};

export default implementation;
