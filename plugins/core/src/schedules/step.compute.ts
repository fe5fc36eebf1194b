import type { ScheduleImplementation } from '@infomin/plugin';
import { warmupFactor } from './warmup.js';

interface StepArgs {
  readonly at: readonly number[];
  readonly factor: number;
  readonly warmup: number;
}

const implementation: ScheduleImplementation<StepArgs> = {
  factor({ step, steps, stepsPerEpoch }, { at, factor, warmup }) {
    const passed = at.filter((moment) => step >= moment * (moment < 1 ? steps : stepsPerEpoch)).length;
    return warmupFactor(step, warmup) * factor ** passed;
  },
};

export default implementation;
