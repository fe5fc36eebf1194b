import type { Core, NodeOf, OpOf, Value } from '@infomin/tensor-program';
import type { BinaryOp, UnaryOp } from '../dialect/elementwise.js';
import type { Emit } from './emit.js';
import type { SomeLowerings } from './lowering.js';

interface One {
  readonly inputs: readonly [Value];
  readonly outputs: readonly [Value, ...Value[]];
}
interface Two {
  readonly inputs: readonly [Value, Value];
  readonly outputs: readonly [Value, ...Value[]];
}

/** Computes in float32 whatever the type of the input is, as tfjs does in JavaScript numbers. */
function inFloats<N extends One>(compute: (emit: Emit, x: Value, node: N) => Value) {
  return (emit: Emit, node: N) =>
    emit.cast(compute(emit, emit.cast(node.inputs[0], 'float32'), node), node.outputs[0].dtype);
}

const simple = (op: UnaryOp) => inFloats((emit, x) => emit.unary(op, x));

/** Arithmetic in the type of the result; bool counts as 0 and 1. */
function arithmetic(op: BinaryOp) {
  return (emit: Emit, { inputs: [a, b], outputs: [y] }: Two) => {
    const type = y.dtype === 'float32' ? 'float32' : 'int32';
    return emit.cast(emit.binary(op, emit.cast(a, type), emit.cast(b, type)), y.dtype);
  };
}

/** Comparison; bool operands are compared as numbers. */
function comparison(op: BinaryOp) {
  return (emit: Emit, { inputs: [a, b] }: Two) => {
    const type = a.dtype === 'float32' || b.dtype === 'float32' ? 'float32' : 'int32';
    return emit.binary(op, emit.cast(a, type), emit.cast(b, type));
  };
}

const logical =
  (op: BinaryOp) =>
  (emit: Emit, { inputs: [a, b] }: Two) =>
    emit.binary(op, a, b);

/** The remainder of floats with the sign of the dividend, which is exact, and where the divisor has the other sign. */
function remainder(emit: Emit, a: Value, b: Value): { rest: Value; other: Value } {
  const rest = emit.add('Mod', [a, b], { fmod: 1 });
  const signs = emit.binary('Mul', emit.unary('Sign', rest), b);
  return { rest, other: emit.binary('Less', signs, emit.scalar(0, 'float32')) };
}

function modulo(emit: Emit, a: Value, b: Value): Value {
  if (a.dtype !== 'float32') return emit.add('Mod', [a, b], { fmod: 0 });
  const { rest, other } = remainder(emit, a, b);
  return emit.where(other, emit.binary('Add', rest, b), rest);
}

/** The quotient of what the divisor fits in: one of floats may be rounded up to the next whole number. */
function floorDivision(emit: Emit, a: Value, b: Value): Value {
  if (a.dtype !== 'float32') return emit.binary('Div', emit.binary('Sub', a, modulo(emit, a, b)), b);
  const { rest, other } = remainder(emit, a, b);
  const quotient = emit.unary('Round', emit.binary('Div', emit.binary('Sub', a, rest), b));
  return emit.binary('Sub', quotient, emit.cast(other, 'float32'));
}

/** Ops that ONNX has under the same name. */
const sameNames = [
  ...(['Floor', 'Ceil', 'Round', 'Sqrt', 'Exp', 'Log', 'Reciprocal', 'Abs', 'Neg', 'Sign', 'Erf'] as const),
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
  ...(['Sigmoid', 'Softplus', 'Relu', 'Selu', 'Elu'] as const),
];

function named<N extends OpOf<Core> & UnaryOp>(names: readonly N[]) {
  return Object.fromEntries(names.map((name) => [name, simple(name)])) as Readonly<
    Record<N, ReturnType<typeof simple>>
  >;
}

export const elementwiseLowerings = {
  ...named(sameNames),
  Add: arithmetic('Add'),
  Sub: arithmetic('Sub'),
  Multiply: arithmetic('Mul'),
  RealDiv: arithmetic('Div'),
  Maximum: arithmetic('Max'),
  Minimum: arithmetic('Min'),
  Pow: arithmetic('Pow'),
  Mod: (emit, { inputs: [a, b] }) => modulo(emit, a, b),
  FloorDiv: (emit, { inputs: [a, b] }) => emit.cast(floorDivision(emit, a, b), 'int32'),
  ClipByValue: inFloats((emit, x, { attrs }: NodeOf<Core, 'ClipByValue'>) => {
    const [low, high] = [
      emit.scalar(attrs.clipValueMin, 'float32'),
      emit.scalar(attrs.clipValueMax, 'float32'),
    ];
    return emit.add('Clip', [x, low, high]);
  }),
  LeakyRelu: inFloats((emit, x, { attrs }: NodeOf<Core, 'LeakyRelu'>) => emit.add('LeakyRelu', [x], attrs)),
  Step: inFloats((emit, x, { attrs: { alpha } }: NodeOf<Core, 'Step'>) => {
    // 0 or less gives 0 and the least normal number 1, in one pass.
    if (alpha === 0) return emit.add('HardSigmoid', [x], { alpha: 3e38, beta: 0 });
    const positive = emit.binary('Greater', x, emit.scalar(0, 'float32'));
    return emit.where(positive, emit.scalar(1, 'float32'), emit.scalar(alpha, 'float32'));
  }),
  Equal: comparison('Equal'),
  Greater: comparison('Greater'),
  GreaterEqual: comparison('GreaterOrEqual'),
  Less: comparison('Less'),
  LessEqual: comparison('LessOrEqual'),
  LogicalAnd: logical('And'),
  LogicalOr: logical('Or'),
  LogicalXor: logical('Xor'),
  LogicalNot: (emit, { inputs: [x] }) => emit.unary('Not', x),
  IsNan: (emit, { inputs: [x] }) => emit.add('IsNaN', [emit.cast(x, 'float32')]),
  IsInf: (emit, { inputs: [x] }) => emit.add('IsInf', [emit.cast(x, 'float32')]),
  Select: (emit, { inputs: [condition, yes, no], outputs: [y] }) => {
    const type = y.dtype === 'bool' ? 'int32' : y.dtype;
    return emit.cast(emit.where(condition, emit.cast(yes, type), emit.cast(no, type)), y.dtype);
  },
  Cast: (emit, { inputs: [x], attrs: { dtype } }) =>
    // A number is true where it is not zero.
    dtype === 'bool' && x.dtype !== 'bool'
      ? emit.unary('Not', emit.binary('Equal', x, emit.scalar(0, x.dtype)))
      : emit.cast(x, dtype),
  Softmax: (emit, { inputs: [x] }) => emit.add('Softmax', [x], { axis: -1 }),
} satisfies SomeLowerings;
