import type { Report } from '../tap/protocol.js';
import type { Runner } from './runner.js';
import { median } from './statistics.js';

export interface TurnOptions {
  /** How often each side has its turn. */
  readonly turns: number;
  /** Rounds a turn. */
  readonly rounds: number;
  /** Rounds before anything is measured. */
  readonly warmup: number;
}

export interface Measured {
  readonly description: string;
  /** One per turn: what is compared, taken from its report. */
  readonly turns: readonly number[];
  readonly median: number;
  readonly peak_mb: number;
}

/** Lets the sides run in turns, A B A B, and takes a number from each turn. */
export async function takeTurns(
  sides: readonly Runner[],
  { turns, rounds, warmup }: TurnOptions,
  figure: (report: Report) => number,
): Promise<Measured[]> {
  for (const side of sides) await side.run({ rounds: warmup });
  const reports: Report[][] = sides.map(() => []);
  for (let turn = 0; turn < turns; turn++) {
    for (const [i, side] of sides.entries()) reports[i]!.push(await side.run({ rounds }));
  }
  return reports.map((of) => ({
    description: of[0]!.description,
    turns: of.map(figure),
    median: median(of.map(figure)),
    peak_mb: Math.round(Math.max(...of.map((report) => report.peakBytes)) / 1e6),
  }));
}
