import type { ScheduleImplementation } from '@infomin/plugin';
import { type Warmup, warmupFactor, warmupSteps } from './warmup.js';

interface CosineArgs {
  readonly warmup: Warmup;
  readonly final: number;
}

const implementation: ScheduleImplementation<CosineArgs> = {
  factor(progress, { warmup: length, final }) {
    const { step, steps } = progress;
    const warmup = warmupSteps(length, progress);
    if (step < warmup) return warmupFactor(step, warmup);
    const done = (step - warmup) / (steps - warmup);
    return final + ((1 - final) * (1 + Math.cos(Math.PI * done))) / 2;
  },
};

export default implementation;
