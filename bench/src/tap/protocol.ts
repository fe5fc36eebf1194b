/**
 * What the harness and a side of a comparison say to each other: infomin's process over Node's channel between parent
 * and child, a peer's over lines of JSON on standard input and output.
 */

/** Do so many rounds: every update of every side of the objective once. */
export interface Order {
  readonly rounds: number;
}

export interface Report {
  /** Per round, what its updates took. */
  readonly seconds: readonly number[];
  /** From the order to the end of its last round, data and bookkeeping included. */
  readonly elapsed: number;
  /** Per round, the loss of each of its updates. */
  readonly losses: readonly (readonly number[])[];
  /** The most memory the process ever held. */
  readonly peakBytes: number;
  /** What it ran on, in words. */
  readonly description: string;
}

/** Where the infomin side leaves the first rounds for its peer; unset, it records nothing. */
export const tapeVariable = 'INFOMIN_BENCH_TAPE';
