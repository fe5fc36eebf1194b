export { chooseEngine, type EngineChoice } from './engine-choice.js';
export type { ProgressEvent } from './progress.js';
export type { Constructors } from './registry.js';
export type { ReportOutcome, Results, Spread, Summary, TrialError, TrialOutcome } from './results.js';
export { type RunOptions, runPlan, type TrialEvent } from './run.js';
