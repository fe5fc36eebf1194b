import type { ArgsOf, ScheduleImplementation } from '@infomin/plugin';
import type { cosine } from './cosine.js';
import { warmupFactor } from './warmup.js';

const implementation: ScheduleImplementation = {
  factor({ step, steps }, { warmup, final }: ArgsOf<typeof cosine>) {
    if (step < warmup) return warmupFactor(step, warmup);
    const done = Math.min(1, (step - warmup) / Math.max(1, steps - warmup));
    return final + ((1 - final) * (1 + Math.cos(Math.PI * done))) / 2;
  },
};

export default implementation;
