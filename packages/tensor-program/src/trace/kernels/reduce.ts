import { backend_util, util } from '@tensorflow/tfjs-core';
import type { DType } from '../../ir/graph.js';
import { type Kernels, one, type RecordedKernel } from '../kernel.js';

function reduction(dtype?: (input: DType) => DType, axisName = 'axis'): RecordedKernel {
  return {
    inputs: ['x'],
    infer: ([x], attrs) => {
      const axes = util.parseAxisParam(attrs[axisName], [...x!.shape]).sort((a, b) => a - b);
      const [outShape] = backend_util.computeOutAndReduceShapes([...x!.shape], axes);
      const shape = attrs.keepDims ? backend_util.expandShapeToKeepDim(outShape, axes) : outShape;
      return one(shape, dtype ? dtype(x!.dtype) : x!.dtype, { axes });
    },
  };
}

const argument: RecordedKernel = {
  inputs: ['x'],
  infer: ([x], { axis }) => {
    const [along] = util.parseAxisParam(axis, [...x!.shape]);
    return one(
      x!.shape.filter((_, i) => i !== along),
      'int32',
      { axis: along },
    );
  },
};

const scan: RecordedKernel = {
  inputs: ['x'],
  infer: ([x], { axis, exclusive, reverse }) => {
    const [along] = util.parseAxisParam(axis, [...x!.shape]);
    return one(x!.shape, x!.dtype, { axis: along, exclusive, reverse });
  },
};

const countable = (input: DType): DType => (input === 'bool' ? 'int32' : input);

export const reduceKernels: Kernels = {
  Sum: reduction(countable),
  Mean: reduction(() => 'float32'),
  Max: reduction(undefined, 'reductionIndices'),
  Min: reduction(),
  Prod: reduction(countable),
  All: reduction(() => 'bool'),
  Any: reduction(() => 'bool'),
  ArgMax: argument,
  ArgMin: argument,
  Cumsum: scan,
};
