import type { Kernels } from '../kernel.js';
import { convolutionKernels } from './convolution.js';
import { createKernels } from './create.js';
import { elementwiseKernels } from './elementwise.js';
import { fusedKernels } from './fused.js';
import { imageKernels } from './image.js';
import { indexKernels } from './index-kernels.js';
import { linearKernels } from './linear.js';
import { poolKernels } from './pool.js';
import { reduceKernels } from './reduce.js';
import { shapeKernels } from './shape.js';

/** Every kernel that can be traced, by its tfjs name. */
export const kernels: Kernels = {
  ...convolutionKernels,
  ...createKernels,
  ...elementwiseKernels,
  ...fusedKernels,
  ...imageKernels,
  ...indexKernels,
  ...linearKernels,
  ...poolKernels,
  ...reduceKernels,
  ...shapeKernels,
};
