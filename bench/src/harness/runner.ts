import type { Order, Report } from '../tap/protocol.js';

/** A side of a comparison: a process of its own that does rounds when it is told to. */
export interface Runner {
  run(order: Order): Promise<Report>;
  close(): void;
}

/** A side that ended before it answered. */
export class RunnerFailed extends Error {
  constructor(who: string, how: string, errors: string) {
    super(`${who} ended (${how}):\n${errors.trim().split('\n').slice(-15).join('\n')}`);
  }
}
