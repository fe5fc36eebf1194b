import type { Builder } from '../ir/builder.js';
import type { NodeOf, OpOf, Value } from '../ir/graph.js';
import type { Core } from '../ops/core.js';
import type { DType } from '../ops/type.js';

/** Writes a node with other ops; gives what takes the place of its results. */
export type Decomposition<K extends OpOf<Core>> = (
  builder: Builder<Core>,
  node: NodeOf<Core, K>,
) => Value | readonly Value[];

export type Decompositions = { readonly [K in OpOf<Core>]?: Decomposition<K> };

export function cast(builder: Builder<Core>, x: Value, dtype: DType): Value {
  return x.dtype === dtype ? x : builder.add('Cast', [x], { dtype });
}

/** A number that broadcasts, float32 unless said. */
export function number(builder: Builder<Core>, value: number, dtype: DType = 'float32'): Value {
  return builder.add('Fill', [], { value, shape: [], dtype });
}
