import { broadcast, type DType, op, rows, type Type } from '@infomin/tensor-program';

/** Operators of one tensor, without attributes, that keep shape and type. */
const unaryOps = [
  ...([
    'Abs',
    'Neg',
    'Sign',
    'Floor',
    'Ceil',
    'Round',
    'Sqrt',
    'Reciprocal',
    'Exp',
    'Log',
    'Erf',
    'Not',
  ] as const),
  ...([
    'Sin',
    'Cos',
    'Tan',
    'Asin',
    'Acos',
    'Atan',
    'Sinh',
    'Cosh',
    'Tanh',
    'Asinh',
    'Acosh',
    'Atanh',
  ] as const),
  ...(['Relu', 'Elu', 'Selu', 'Sigmoid', 'Softplus'] as const),
];
export const arithmeticOps = ['Add', 'Sub', 'Mul', 'Div', 'Max', 'Min', 'Pow', 'And', 'Or', 'Xor'] as const;
const comparisonOps = ['Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual'] as const;
export type UnaryOp = (typeof unaryOps)[number];
export type BinaryOp = (typeof arithmeticOps | typeof comparisonOps)[number];

const same = ([{ shape, dtype }]: readonly [Type]): Type => ({ shape, dtype });

const two =
  (dtype?: DType) =>
  ([a, b]: readonly [Type, Type]) => {
    if (a.dtype !== b.dtype) throw new Error(`${a.dtype} does not go with ${b.dtype}`);
    return { shape: broadcast(a.shape, b.shape), dtype: dtype ?? a.dtype };
  };
const binary = (dtype?: DType) => op({ inputs: ['a', 'b'], elementwise: true, infer: two(dtype) });

export const elementwise = {
  ...rows(unaryOps, op({ inputs: ['x'], elementwise: true, infer: same })),
  ...rows(arithmeticOps, binary()),
  ...rows(comparisonOps, binary('bool')),
  /** With the sign of the divisor, or of the dividend where `fmod` is 1, as it must be of floats. */
  Mod: op({ inputs: ['a', 'b'], attrs: { fmod: 'int' }, elementwise: true, infer: two() }),
  ...rows(
    ['IsNaN', 'IsInf'],
    op({ inputs: ['x'], elementwise: true, infer: ([{ shape }]) => ({ shape, dtype: 'bool' }) }),
  ),
  LeakyRelu: op({ inputs: ['x'], attrs: { alpha: 'float' }, elementwise: true, infer: same }),
  HardSigmoid: op({
    inputs: ['x'],
    attrs: { alpha: 'float', beta: 'float' },
    elementwise: true,
    infer: same,
  }),
  Clip: op({
    inputs: ['x', 'min', 'max'],
    elementwise: true,
    infer: ([{ shape, dtype }]) => ({ shape, dtype }),
  }),
  Cast: op({
    inputs: ['x'],
    attrs: { to: 'dtype' },
    elementwise: true,
    infer: ([{ shape }], { to }) => ({ shape, dtype: to }),
  }),
  Where: op({
    inputs: ['condition', 'yes', 'no'],
    elementwise: true,
    infer: ([condition, yes, no]) => {
      if (condition.dtype !== 'bool') throw new Error('the condition is not bool');
      if (yes.dtype !== no.dtype) throw new Error(`${yes.dtype} does not go with ${no.dtype}`);
      return { shape: broadcast(condition.shape, broadcast(yes.shape, no.shape)), dtype: yes.dtype };
    },
  }),
  Softmax: op({ inputs: ['x'], attrs: { axis: 'int' }, infer: same }),
};
