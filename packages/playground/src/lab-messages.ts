import type { Value } from '@infomin/plan';
import type { Gallery, ProgressEvent, TrialOutcome } from '@infomin/runtime/in-memory';

/** Values of parameters, written as in a file. */
export type Settings = Readonly<Record<string, string>>;

/** What the page asks of a worker. A run is stopped by ending its worker. */
export type Ask =
  | { readonly ask: 'draw' | 'views' | 'run'; readonly text: string; readonly set: Settings }
  | { readonly ask: 'pause' | 'go on' };

export interface Metric {
  readonly stage: string;
  readonly step: number;
  readonly loss: number;
  /** Nats; `null` where no term estimates information. */
  readonly mi: number | null;
  /** What `mi` is called: `I_NCE`. */
  readonly information?: string;
  readonly ceiling: number | null;
}

/** Which trial begins. */
export interface TrialHead {
  readonly index: number;
  readonly trials: number;
  /** What is swept: `crop: 8, seed: 0`. */
  readonly settings: string;
}

/** What a worker answers; `done` comes last. */
export type Tell =
  /** Of the parameters that the text does not sweep; as the text has them where it does not compile with what is set. */
  | { readonly tell: 'params'; readonly params: Readonly<Record<string, Value>> }
  | { readonly tell: 'drawn'; readonly svg: string }
  | { readonly tell: 'errors'; readonly messages: readonly string[] }
  | { readonly tell: 'trial'; readonly trial: TrialHead }
  | { readonly tell: 'metric'; readonly line: Metric }
  | { readonly tell: 'progress'; readonly event: ProgressEvent }
  | { readonly tell: 'gallery'; readonly gallery: Gallery }
  | { readonly tell: 'said'; readonly text: string }
  | { readonly tell: 'outcome'; readonly outcome: TrialOutcome }
  | { readonly tell: 'failed'; readonly message: string }
  | { readonly tell: 'done'; readonly ask: Ask['ask'] };
