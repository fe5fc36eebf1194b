import type { StrangePlugin } from '@infomin/compiler';
import type { Plan } from '@infomin/plan';
import type { ProgressEvent, TrialHooks, TrialOutcome, TrialTask } from '@infomin/runtime';

/** What a process is sent first of a trial; after that `abort`, and answers. */
export interface Start {
  readonly task: TrialTask;
  /** Path of the .infomin file: its plugins are looked for from there. */
  readonly file: string;
  /** The plugins that the plan uses. */
  readonly plugins: Plan['plugins'];
  /** Those that do not come with infomin and may run. */
  readonly trusted: readonly StrangePlugin[];
}

export const abort = 'abort';

/** To each `begin`, `metric` and `mark`, in their order, when it is done. */
export interface Answer {
  readonly mark: MetricsMark | undefined;
}
export type ToTrial = Start | Answer | typeof abort;

type Begun = Parameters<TrialHooks['metrics']['begin']>[1];
type MetricsMark = Awaited<ReturnType<TrialHooks['metrics']['mark']>>;

/** What it tells; a `result` or an `error` is the last of a trial. */
export type FromTrial =
  | { readonly kind: 'begin'; readonly progress: Begun }
  | { readonly kind: 'metric'; readonly line: Readonly<Record<string, unknown>> }
  | { readonly kind: 'mark' }
  | { readonly kind: 'progress'; readonly event: ProgressEvent }
  | { readonly kind: 'log'; readonly level: 'info' | 'warn' | 'debug'; readonly text: string }
  | { readonly kind: 'result'; readonly result: TrialOutcome }
  | {
      readonly kind: 'error';
      readonly message: string;
      readonly suggestion: string | undefined;
      /** Whether the user can mend it. */
      readonly user: boolean;
    };
