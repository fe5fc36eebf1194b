import type { Layout } from './layout.js';

/** How ranks compute a node: what its inputs are to be, and what its results then are. */
export interface Placement {
  readonly inputs: readonly Layout[];
  /** Of each result, or of the only one. */
  readonly outputs: Layout | readonly Layout[];
  /** The node's where it is of a rank's part; as they are where left out. */
  readonly attrs?: object;
  /** The results are multiplied by it. */
  readonly factor?: number;
  /** Results over the ranks, which have the larger or smaller of what each has. */
  readonly reduce?: 'maximum' | 'minimum';
}

export interface Placed {
  readonly layouts: readonly Layout[];
  readonly ranks: number;
}
