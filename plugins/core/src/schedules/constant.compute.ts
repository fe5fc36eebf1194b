import type { ScheduleImplementation } from '@infomin/plugin';
import { warmupFactor } from './warmup.js';

const implementation: ScheduleImplementation<{ readonly warmup: number }> = {
  factor: ({ step }, { warmup }) => warmupFactor(step, warmup),
};

export default implementation;
