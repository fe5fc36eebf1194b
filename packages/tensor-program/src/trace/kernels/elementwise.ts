import { broadcast_util } from '@tensorflow/tfjs-core';
import type { DType } from '../../ir/graph.js';
import { type Kernels, one, type RecordedKernel } from '../kernel.js';

function unary(dtype?: DType, attributes: readonly string[] = [], input = 'x'): RecordedKernel {
  return {
    inputs: [input],
    infer: ([x], attrs) =>
      one(x!.shape, dtype ?? x!.dtype, Object.fromEntries(attributes.map((name) => [name, attrs[name]]))),
  };
}

function binary(dtype?: DType): RecordedKernel {
  return {
    inputs: ['a', 'b'],
    infer: ([a, b]) => {
      const shape = broadcast_util.assertAndGetBroadcastShape([...a!.shape], [...b!.shape]);
      return one(shape, dtype ?? a!.dtype);
    },
  };
}

const sameAsInput = [
  'Abs',
  'Neg',
  'Square',
  'Sign',
  'Floor',
  'Ceil',
  'Round',
  'Relu',
  'Relu6',
  'Exp',
  'Expm1',
  'Log',
];
const floats = [
  'Log1p',
  'Sqrt',
  'Rsqrt',
  'Reciprocal',
  'Sin',
  'Cos',
  'Tan',
  'Asin',
  'Acos',
  'Atan',
  'Sinh',
  'Cosh',
];
const moreFloats = ['Asinh', 'Acosh', 'Atanh', 'Tanh', 'Sigmoid', 'Softplus', 'Elu', 'Selu', 'Erf'];
const tests = ['IsNan', 'IsInf', 'IsFinite'];
const arithmetic = ['Add', 'Sub', 'Multiply', 'Mod', 'Maximum', 'Minimum', 'Pow', 'SquaredDifference'];
const comparisons = ['Equal', 'NotEqual', 'Greater', 'GreaterEqual', 'Less', 'LessEqual'];
const logical = ['LogicalAnd', 'LogicalOr', 'LogicalXor'];

function all(names: readonly string[], kernel: RecordedKernel): Kernels {
  return Object.fromEntries(names.map((name) => [name, kernel]));
}

export const elementwiseKernels: Kernels = {
  ...all(sameAsInput, unary()),
  ...all([...floats, ...moreFloats], unary('float32')),
  ...all(tests, unary('bool')),
  ...all(arithmetic, binary()),
  ...all(['RealDiv', 'Atan2'], binary('float32')),
  ...all([...comparisons, ...logical], binary('bool')),
  // int32 whatever the operands are, as on tfjs's cpu backend.
  FloorDiv: binary('int32'),
  LogicalNot: unary('bool'),
  LeakyRelu: unary('float32', ['alpha']),
  Step: unary(undefined, ['alpha']),
  ClipByValue: unary(undefined, ['clipValueMin', 'clipValueMax']),
  Prelu: {
    inputs: ['x', 'alpha'],
    infer: ([x, alpha]) =>
      one(broadcast_util.assertAndGetBroadcastShape([...x!.shape], [...alpha!.shape]), 'float32'),
  },
  EluGrad: { inputs: ['dy', 'y'], infer: ([dy]) => one(dy!.shape, 'float32') },
  AddN: { inputs: 'list', infer: ([first]) => one(first!.shape, first!.dtype) },
  Select: {
    inputs: ['condition', 't', 'e'],
    infer: ([, t]) => one(t!.shape, t!.dtype),
  },
  Cast: {
    inputs: ['x'],
    infer: ([x], { dtype }) => one(x!.shape, dtype, { dtype }),
  },
  Identity: unary(),
  Softmax: { inputs: ['logits'], infer: ([x]) => one(x!.shape, 'float32') },
  LogSoftmax: { inputs: ['logits'], infer: ([x]) => one(x!.shape, 'float32') },
};
