export { chooseEngine, type EngineChoice } from './engine-choice.js';
export type { ProgressEvent } from './progress.js';
export type { Constructors } from './registry.js';
export type { ReportOutcome, Results, Spread, Summary, TrialError, TrialOutcome } from './results.js';
export {
  type RunElsewhere,
  type RunOptions,
  runPlan,
  type TrialEvent,
  type TrialHooks,
  type TrialTask,
} from './run.js';
export { runTrialTask } from './trial-task.js';
