import type { ScheduleImplementation } from '@infomin/plugin';
import { type Warmup, warmupFactor, warmupSteps } from './warmup.js';

const implementation: ScheduleImplementation<{ readonly warmup: Warmup }> = {
  factor: (progress, { warmup }) => warmupFactor(progress.step, warmupSteps(warmup, progress)),
};

export default implementation;
