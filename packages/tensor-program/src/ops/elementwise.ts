import type * as tf from '@tensorflow/tfjs-core';
import { op, rows, type Traits } from './row.js';
import { broadcast, type DType } from './type.js';

const unary = (dtype?: DType, traits: Pick<Traits, 'linear'> = {}) =>
  op({
    inputs: ['x'],
    elementwise: true,
    ...traits,
    infer: ([x]) => ({ shape: x.shape, dtype: dtype ?? x.dtype }),
  });

function binary(dtype?: DType, traits: Pick<Traits, 'commutative' | 'neutral' | 'compute' | 'linear'> = {}) {
  return op({
    inputs: ['a', 'b'],
    elementwise: true,
    ...traits,
    infer: ([a, b]) => ({ shape: broadcast(a.shape, b.shape), dtype: dtype ?? a.dtype }),
  });
}

const commutative = true as const;
const linear = 'jointly' as const;

/** Types that hold all that others do, the widest first. */
const wider: readonly DType[] = ['float32', 'int32'];

export const elementwise = {
  // In the type of the operand.
  ...rows(
    ['Abs', 'Square', 'Sign', 'Floor', 'Ceil', 'Round', 'Relu', 'Relu6', 'Exp', 'Expm1', 'Log'],
    unary(),
  ),
  Neg: unary(undefined, { linear: 'jointly' }),
  // Always in float32.
  ...rows(
    ['Log1p', 'Sqrt', 'Rsqrt', 'Reciprocal', 'Sigmoid', 'Softplus', 'Elu', 'Selu', 'Erf'],
    unary('float32'),
  ),
  ...rows(['Sin', 'Cos', 'Tan', 'Asin', 'Acos', 'Atan'], unary('float32')),
  ...rows(['Sinh', 'Cosh', 'Tanh', 'Asinh', 'Acosh', 'Atanh'], unary('float32')),
  ...rows(['IsNan', 'IsInf', 'IsFinite', 'LogicalNot'], unary('bool')),

  Add: binary(undefined, { commutative, linear, neutral: 0, compute: (a, b) => a + b }),
  Sub: binary(undefined, { linear, neutral: 0, compute: (a, b) => a - b }),
  Multiply: binary(undefined, { commutative, linear: 'each', neutral: 1, compute: (a, b) => a * b }),
  RealDiv: binary('float32', { linear: 'first', neutral: 1, compute: (a, b) => a / b }),
  Maximum: binary(undefined, { commutative, compute: Math.max }),
  Minimum: binary(undefined, { commutative, compute: Math.min }),
  Pow: binary(undefined, { neutral: 1, compute: (a, b) => a ** b }),
  Mod: binary(),
  // int32 whatever the operands are, as on tfjs's cpu backend.
  FloorDiv: binary('int32'),
  SquaredDifference: binary(undefined, { commutative }),
  Atan2: binary('float32'),
  NotEqual: binary('bool', { commutative, compute: (a, b) => Number(a !== b) }),
  ...rows(['Equal', 'LogicalAnd', 'LogicalOr', 'LogicalXor'], binary('bool', { commutative })),
  ...rows(['Greater', 'GreaterEqual', 'Less', 'LessEqual'], binary('bool')),

  LeakyRelu: op({
    inputs: ['x'],
    attrs: { alpha: 'float' },
    elementwise: true,
    infer: ([x]) => ({ shape: x.shape, dtype: 'float32' }),
    record: ({ alpha }: tf.LeakyReluAttrs) => ({ alpha }),
  }),
  /** 1 above 0, `alpha` below. */
  Step: op({
    inputs: ['x'],
    attrs: { alpha: 'float' },
    elementwise: true,
    infer: ([{ shape, dtype }]) => ({ shape, dtype }),
    record: ({ alpha }: tf.StepAttrs) => ({ alpha }),
  }),
  ClipByValue: op({
    inputs: ['x'],
    attrs: { clipValueMin: 'float', clipValueMax: 'float' },
    elementwise: true,
    infer: ([{ shape, dtype }]) => ({ shape, dtype }),
    record: ({ clipValueMin, clipValueMax }: tf.ClipByValueAttrs) => ({ clipValueMin, clipValueMax }),
  }),
  Prelu: op({
    inputs: ['x', 'alpha'],
    elementwise: true,
    infer: ([x, alpha]) => ({ shape: broadcast(x.shape, alpha.shape), dtype: 'float32' }),
  }),
  /** The gradient of Elu from its result `y`. */
  EluGrad: op({
    inputs: ['dy', 'y'],
    elementwise: true,
    infer: ([dy, y]) => ({ shape: broadcast(dy.shape, y.shape), dtype: 'float32' }),
  }),
  AddN: op({
    inputs: 'list',
    elementwise: true,
    linear,
    infer: (inputs) => ({
      shape: inputs.map(({ shape }) => shape).reduce(broadcast),
      dtype: inputs[0]!.dtype,
    }),
    identity: (_, inputs) => inputs.length === 1,
  }),
  /** `t` where the condition holds, else `e`. */
  Select: op({
    inputs: ['condition', 't', 'e'],
    elementwise: true,
    infer: ([condition, t, e]) => {
      if (condition.dtype !== 'bool') throw new Error('the condition is not bool');
      const dtype = wider.find((type) => type === t.dtype || type === e.dtype) ?? t.dtype;
      return { shape: broadcast(condition.shape, broadcast(t.shape, e.shape)), dtype };
    },
  }),
  Cast: op({
    inputs: ['x'],
    attrs: { dtype: 'dtype' },
    elementwise: true,
    compute: (x) => x,
    infer: ([{ shape }], { dtype }) => ({ shape, dtype }),
    identity: () => true,
    record: ({ dtype }: tf.CastAttrs) => ({ dtype: dtype as DType }),
  }),
  Identity: op({
    inputs: ['x'],
    rearranges: true,
    view: true,
    infer: ([{ shape, dtype }]) => ({ shape, dtype }),
    identity: () => true,
  }),
  /** Along the last axis. */
  Softmax: op({ inputs: ['logits'], infer: ([{ shape }]) => ({ shape, dtype: 'float32' }) }),
};
