import type { ScheduleImplementation } from '@infomin/plugin';
import { type Warmup, warmupFactor, warmupSteps } from './warmup.js';

interface StepArgs {
  readonly at: readonly number[];
  readonly factor: number;
  readonly warmup: Warmup;
}

const implementation: ScheduleImplementation<StepArgs> = {
  factor(progress, { at, factor, warmup }) {
    const { step, steps, stepsPerEpoch } = progress;
    // A product may round up: 0.55 · 100 is more than 55.
    const passed = at.filter((moment) => step / (moment < 1 ? steps : stepsPerEpoch) >= moment).length;
    return warmupFactor(step, warmupSteps(warmup, progress)) * factor ** passed;
  },
};

export default implementation;
