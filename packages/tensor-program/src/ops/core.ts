import { convolution } from './convolution.js';
import { create } from './create.js';
import { elementwise } from './elementwise.js';
import { image } from './image.js';
import { indexing } from './indexing.js';
import { linear } from './linear.js';
import { pool } from './pool.js';
import { reduce } from './reduce.js';
import type { Dialect } from './row.js';
import { shape } from './shape.js';

const rows = {
  ...convolution,
  ...create,
  ...elementwise,
  ...image,
  ...indexing,
  ...linear,
  ...pool,
  ...reduce,
  ...shape,
};

export interface Core extends Dialect {
  readonly rows: typeof rows;
}

/**
 * What a traced step is made of. Ops have the names of the tfjs kernels that they are recorded from and compute what
 * those do; images are `[N, H, W, C]`.
 */
export const core: Core = { name: 'core', rows };
