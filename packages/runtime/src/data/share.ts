/** Whose rows of a batch: the first rank's are the first ones. */
export interface Share {
  readonly rank: number;
  readonly world: number;
}

/** A rank's rows of a batch, whose number `world` divides. */
export function ownRows(rows: Int32Array, share: Share | undefined): Int32Array {
  if (!share) return rows;
  const count = rows.length / share.world;
  return rows.subarray(share.rank * count, (share.rank + 1) * count);
}

/** The most of these rows that all ranks can share out evenly. */
export function wholeShares(rows: number, world: number): number {
  return rows - (rows % world);
}
