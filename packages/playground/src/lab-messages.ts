import type { TrialPlan, Value } from '@infomin/plan';
import type { Gallery, ProgressEvent, TrialOutcome } from '@infomin/runtime/in-memory';

/** Values of parameters, written as in a file. */
export type Settings = Readonly<Record<string, string>>;

/** What the page asks of a worker. A run is stopped by ending its worker. */
export type Ask =
  | { readonly ask: 'draw' | 'views' | 'run'; readonly text: string; readonly set: Settings }
  | { readonly ask: 'pause' | 'go on' };

export type Metric = Readonly<{ step: number; loss: number; mi: number | null; ceiling: number | null }>;

/** What a worker answers; `done` comes last. */
export type Tell =
  | { readonly tell: 'params'; readonly params: Readonly<Record<string, Value>> }
  | { readonly tell: 'drawn'; readonly svg: string }
  | { readonly tell: 'errors'; readonly messages: readonly string[] }
  | {
      readonly tell: 'trial';
      readonly index: number;
      readonly trials: number;
      readonly params: TrialPlan['params'];
    }
  | { readonly tell: 'metric'; readonly line: Metric }
  | { readonly tell: 'progress'; readonly event: ProgressEvent }
  | { readonly tell: 'gallery'; readonly gallery: Gallery }
  | { readonly tell: 'said'; readonly text: string }
  | { readonly tell: 'outcome'; readonly outcome: TrialOutcome }
  | { readonly tell: 'failed'; readonly message: string }
  | { readonly tell: 'done'; readonly ask: Ask['ask'] };
