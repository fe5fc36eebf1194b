import { type Core, core } from '../ops/core.js';
import { type Dialect, op } from '../ops/row.js';
import type { Shape } from '../ops/type.js';

/** An axis of `blocks` · `ranks` · m places, of which each rank holds its m in every block. */
const parts = { axis: 'int', blocks: 'int', ranks: 'int' } as const;

const resized = (shape: Shape, axis: number, size: number) =>
  shape.map((dim, i) => (i === axis ? size : dim));

/** What ranks that compute one step together say to each other. All of them come to each of these, in one order. */
const collectives = {
  /** The sum, or the largest or smallest element, over the ranks. */
  AllReduce: op({
    inputs: ['x'],
    attrs: { reduce: ['sum', 'maximum', 'minimum'] },
    infer: ([{ shape, dtype }]) => ({ shape, dtype }),
  }),
  /** The whole of what each rank holds a part of. */
  AllGather: op({
    inputs: ['x'],
    attrs: parts,
    infer: ([x], { axis, blocks, ranks }) => {
      if (x.shape[axis] === undefined || x.shape[axis] % blocks !== 0)
        throw new Error(`axis ${axis} of [${x.shape}] has no ${blocks} blocks`);
      return { shape: resized(x.shape, axis, x.shape[axis] * ranks), dtype: x.dtype };
    },
  }),
  /** A rank's own part of what each rank has. */
  OwnPart: op({
    inputs: ['x'],
    attrs: parts,
    rearranges: true,
    infer: ([x], { axis, blocks, ranks }) => {
      if (x.shape[axis] === undefined || x.shape[axis] % (blocks * ranks) !== 0)
        throw new Error(`axis ${axis} of [${x.shape}] has no ${blocks} blocks for ${ranks} ranks`);
      return { shape: resized(x.shape, axis, x.shape[axis] / ranks), dtype: x.dtype };
    },
  }),
};

export interface Ranked extends Dialect {
  readonly rows: Core['rows'] & typeof collectives;
}

/** The ops of a step that several ranks compute together. */
export const ranked: Ranked = { name: 'ranked', rows: { ...core.rows, ...collectives } };
