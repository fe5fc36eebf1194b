import { heldOutRows, type ProbeContext } from '@infomin/plugin';
import { type FitArgs, LinearFit } from './linear-fit.js';
import type { Matrix } from './operands.js';

/** From the strongest on: each fit begins where the one before ended. */
export const penalties = [1e4, 1e3, 100, 10, 1, 0.1, 0.01, 1e-3];

export interface Found {
  readonly l2: number;
  /** Rows of the train split that it was chosen on. */
  readonly heldOut: number;
  readonly errors: readonly { readonly l2: number; readonly error: number }[];
}

/**
 * The penalty with the least error on rows held out of the train split, the strongest of several; `undefined` where there are
 * too few rows to hold any out.
 */
export async function searchedPenalty(
  context: ProbeContext,
  train: Matrix,
  labels: Int32Array,
  classes: Int32Array,
  args: FitArgs,
): Promise<Found | undefined> {
  const { trained, heldOut } = heldOutRows(train.rows);
  if (heldOut.length === 0) return undefined;
  const labelsOf = (rows: Int32Array) => rows.map((row) => labels[row]!);
  const [fitRows, otherRows] = [taken(train, trained), taken(train, heldOut)];
  const fit = await LinearFit.on(context, fitRows, labelsOf(trained), classes, args);
  try {
    const errors: { l2: number; error: number }[] = [];
    let start: Float64Array | undefined;
    for (const l2 of penalties) {
      const fitted = await fit.fitted(l2, start);
      start = fitted.x;
      errors.push({ l2, error: await fit.error(fitted, otherRows, labelsOf(heldOut)) });
    }
    const best = errors.reduce((least, each) => (each.error < least.error ? each : least));
    return { l2: best.l2, heldOut: heldOut.length, errors };
  } finally {
    fit.dispose();
  }
}

/** Some rows of features. */
function taken({ data, columns }: Matrix, rows: Int32Array): Matrix {
  const part = new Float32Array(rows.length * columns);
  rows.forEach((row, i) => {
    part.set(data.subarray(row * columns, (row + 1) * columns), i * columns);
  });
  return { data: part, rows: rows.length, columns };
}
