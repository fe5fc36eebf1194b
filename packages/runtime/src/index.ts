export { type Ready, resolveCall } from './base/bound.js';
export { runContainer } from './base/container.js';
export { makeFolder } from './base/make-folder.js';
export type { ProgressEvent } from './base/progress.js';
export type { Constructors } from './base/registry.js';
export { trainingHashIn } from './folder/checkpoint.js';
export { type Cleaned, cleanStore } from './folder/clean-store.js';
export type { MetricLine } from './folder/metrics.js';
export {
  type DoubtedSpread,
  isComplete,
  type ReportOutcome,
  type Results,
  type Summary,
  type TrialError,
  type TrialOutcome,
} from './folder/results.js';
export { openStore } from './folder/stage-store.js';
export { FolderStore } from './folder/store.js';
export { keepFront } from './report/front.js';
export type { TrialLost } from './run/attempt.js';
export { type Collected, collectPlan } from './run/collect.js';
export { refuseOthers } from './run/dependencies.js';
export type { RunElsewhere, TrialHooks, TrialTask } from './run/elsewhere.js';
export { rankedEngines } from './run/engine-choice.js';
export { runLoneTrial } from './run/lone-trial.js';
export type { StartedRanks } from './run/ranks.js';
export type { Recorder } from './run/recorder.js';
export { openReuse, type Reuse, type StageNews } from './run/reuse.js';
export { type RunOptions, runPlan, type TrialEvent } from './run/run.js';
export type { Submission } from './run/submission.js';
export { type SubmitOptions, type Submitted, submitPlan } from './run/submit.js';
export { runTrialOnRanks } from './run/trial-on-ranks.js';
export { isActive, readHanded, statesOf, type TrialState } from './run/trial-states.js';
export { runTrialTask } from './run/trial-task.js';
export type { Gallery, Picture } from './training/gallery.js';
