import type { ArgsOf, ScheduleImplementation } from '@infomin/plugin';
import type { step as signature } from './step.js';
import { warmupFactor } from './warmup.js';

const implementation: ScheduleImplementation = {
  factor({ step, steps, stepsPerEpoch }, { at, factor, warmup }: ArgsOf<typeof signature>) {
    const passed = at.filter((moment) => step >= moment * (moment < 1 ? steps : stepsPerEpoch)).length;
    return warmupFactor(step, warmup) * factor ** passed;
  },
};

export default implementation;
