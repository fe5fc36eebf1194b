import type { ArgsOf, ScheduleImplementation } from '@infomin/plugin';
import type { constant } from './constant.js';
import { warmupFactor } from './warmup.js';

const implementation: ScheduleImplementation = {
  factor: ({ step }, { warmup }: ArgsOf<typeof constant>) => warmupFactor(step, warmup),
};

export default implementation;
