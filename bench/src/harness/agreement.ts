/** How far two sides' losses may lie apart, relative to the larger of the loss and 1. */
export const tolerance = 1e-3;

export interface Agreement {
  readonly agrees: boolean;
  /** The largest difference, in the measure of {@link tolerance}. */
  readonly difference: number;
  readonly ours: readonly (readonly number[])[];
  readonly peers: readonly (readonly number[])[];
}

/** Whether both sides computed the same: the losses of each update of each round. */
export function agreement(
  ours: readonly (readonly number[])[],
  peers: readonly (readonly number[])[],
): Agreement {
  const a = ours.flat();
  const b = peers.flat();
  const differences = a.map((loss, i) => Math.abs(loss - b[i]!) / Math.max(1, Math.abs(loss)));
  const difference = differences.reduce((most, d) => (d > most || Number.isNaN(d) ? d : most), 0);
  return {
    agrees: a.length === b.length && a.length > 0 && difference <= tolerance,
    difference,
    ours,
    peers,
  };
}
