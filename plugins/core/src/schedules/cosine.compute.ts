import type { ScheduleImplementation } from '@infomin/plugin';
import { warmupFactor } from './warmup.js';

interface CosineArgs {
  readonly warmup: number;
  readonly final: number;
}

const implementation: ScheduleImplementation<CosineArgs> = {
  factor({ step, steps }, { warmup, final }) {
    if (step < warmup) return warmupFactor(step, warmup);
    const done = (step - warmup) / (steps - warmup);
    return final + ((1 - final) * (1 + Math.cos(Math.PI * done))) / 2;
  },
};

export default implementation;
