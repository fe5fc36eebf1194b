import type { Plan } from '@infomin/plan';
import type { Logger } from '@infomin/plugin';
import type { Recorder } from '@infomin/runtime';

/** Where lines and results go besides the run's folder, and the end of that. */
export interface OpenRecorder extends Recorder {
  /** When all is written or sent that can be. */
  close(): Promise<void>;
}

export interface RecorderOptions {
  readonly plan: Plan;
  /** The run's. */
  readonly folder: string;
  readonly log: Logger;
  readonly env: NodeJS.ProcessEnv;
}
