import type { Node, Value } from '@infomin/tensor-program';
import type { Emit } from './emit.js';
import { attributes, type Lowering, type Lowerings } from './lowering.js';

const resultType = (node: Node) => node.outputs[0]!.dtype;

/** Computes in float32 whatever the type of the input is, as tfjs does in JavaScript numbers. */
function inFloats(compute: (emit: Emit, x: Value, node: Node) => Value): Lowering {
  return (emit, node) =>
    emit.cast(compute(emit, emit.cast(node.inputs[0]!, 'float32'), node), resultType(node));
}

const simple = (op: string): Lowering => inFloats((emit, x) => emit.unary(op, x));

/** Arithmetic in the type of the result; bool counts as 0 and 1. */
function arithmetic(compute: (emit: Emit, a: Value, b: Value) => Value): Lowering {
  return (emit, node) => {
    const [a, b] = node.inputs as [Value, Value];
    const type = resultType(node) === 'float32' ? 'float32' : 'int32';
    return emit.cast(compute(emit, emit.cast(a, type), emit.cast(b, type)), resultType(node));
  };
}

const binary = (op: string) => arithmetic((emit, a, b) => emit.binary(op, a, b));

/** Comparison; bool operands are compared as numbers. */
function comparison(compute: (emit: Emit, a: Value, b: Value) => Value): Lowering {
  return (emit, node) => {
    const [a, b] = node.inputs.map((x) => (x.dtype === 'bool' ? emit.cast(x, 'int32') : x)) as [Value, Value];
    return compute(emit, a, b);
  };
}

const compare = (op: string) => comparison((emit, a, b) => emit.binary(op, a, b, 'bool'));
const logical =
  (op: string): Lowering =>
  (emit, node) =>
    emit.binary(op, node.inputs[0]!, node.inputs[1]!, 'bool');

/** The remainder with the sign of the divisor. */
function modulo(emit: Emit, a: Value, b: Value): Value {
  if (a.dtype !== 'float32') return emit.binary('Mod', a, b);
  return emit.binary('Sub', a, emit.binary('Mul', emit.unary('Floor', emit.binary('Div', a, b)), b));
}

function floorDivision(emit: Emit, a: Value, b: Value): Value {
  if (a.dtype === 'float32') return emit.unary('Floor', emit.binary('Div', a, b));
  return emit.binary('Div', emit.binary('Sub', a, emit.binary('Mod', a, b)), b);
}

/** log(1 + x), exact for small x: x · log(u) / (u − 1) with u = 1 + x (Kahan). */
function log1p(emit: Emit, x: Value): Value {
  const one = emit.scalar(1, 'float32');
  const u = emit.binary('Add', x, one);
  const difference = emit.binary('Sub', u, one);
  const exact = emit.binary('Equal', difference, emit.scalar(0, 'float32'), 'bool');
  const divisor = emit.where(exact, one, difference);
  const scaled = emit.binary('Div', emit.binary('Mul', emit.unary('Log', u), x), divisor);
  // At infinity the quotient is not a number.
  const infinite = emit.binary('Equal', x, emit.scalar(Number.POSITIVE_INFINITY, 'float32'), 'bool');
  return emit.where(exact, x, emit.where(infinite, x, scaled));
}

/** exp(x) − 1, exact for small x: tanh(x/2) · (exp(x) + 1). */
function expm1(emit: Emit, x: Value): Value {
  const half = emit.unary('Tanh', emit.binary('Mul', x, emit.scalar(0.5, 'float32')));
  const small = emit.binary('Mul', half, emit.binary('Add', emit.unary('Exp', x), emit.scalar(1, 'float32')));
  const large = emit.binary('Sub', emit.unary('Exp', x), emit.scalar(1, 'float32'));
  const near = emit.binary('Less', emit.unary('Abs', x), emit.scalar(0.5, 'float32'), 'bool');
  return emit.where(near, small, large);
}

/** The angle of (x, y) in −π..π; `a` is y, `b` is x. */
function atan2(emit: Emit, y: Value, x: Value): Value {
  const zero = emit.scalar(0, 'float32');
  const pi = emit.scalar(Math.PI, 'float32');
  const halfPi = emit.scalar(Math.PI / 2, 'float32');
  const right = emit.unary('Atan', emit.binary('Div', y, x));
  const upper = emit.binary('GreaterOrEqual', y, zero, 'bool');
  const turn = emit.where(upper, pi, emit.unary('Neg', pi));
  const angle = emit.where(emit.binary('Less', x, zero, 'bool'), emit.binary('Add', right, turn), right);
  const upright = emit.binary('Mul', emit.unary('Sign', y), halfPi);
  return emit.where(emit.binary('Equal', x, zero, 'bool'), upright, angle);
}

const between = (low: number, high: number): Lowering =>
  inFloats((emit, x) =>
    emit.op('Clip', [x, emit.scalar(low, 'float32'), emit.scalar(high, 'float32')], {}, x.shape, 'float32'),
  );

const direct = [
  'Floor',
  'Ceil',
  'Round',
  'Sqrt',
  'Exp',
  'Log',
  'Sin',
  'Cos',
  'Tan',
  'Asin',
  'Acos',
  'Atan',
  'Sinh',
];
const more = [
  'Cosh',
  'Asinh',
  'Acosh',
  'Atanh',
  'Tanh',
  'Sigmoid',
  'Softplus',
  'Erf',
  'Relu',
  'Abs',
  'Neg',
  'Sign',
];

function named(names: readonly string[], make: (name: string) => Lowering): Lowerings {
  return Object.fromEntries(names.map((name) => [name, make(name)]));
}

export const elementwiseLowerings: Lowerings = {
  ...named([...direct, ...more, 'Reciprocal', 'Selu', 'Elu'], simple),
  Add: binary('Add'),
  Sub: binary('Sub'),
  Multiply: binary('Mul'),
  RealDiv: binary('Div'),
  Maximum: binary('Max'),
  Minimum: binary('Min'),
  Pow: binary('Pow'),
  Mod: arithmetic(modulo),
  FloorDiv: (emit, node) => emit.cast(floorDivision(emit, node.inputs[0]!, node.inputs[1]!), 'int32'),
  Atan2: arithmetic(atan2),
  SquaredDifference: arithmetic((emit, a, b) => {
    const difference = emit.binary('Sub', a, b);
    return emit.binary('Mul', difference, difference);
  }),
  Prelu: arithmetic((emit, x, alpha) => {
    const negative = emit.binary('Less', x, emit.scalar(0, 'float32'), 'bool');
    return emit.where(negative, emit.binary('Mul', x, alpha), x);
  }),
  EluGrad: arithmetic((emit, dy, y) => {
    const positive = emit.binary('GreaterOrEqual', y, emit.scalar(0, 'float32'), 'bool');
    const slope = emit.where(
      positive,
      emit.scalar(1, 'float32'),
      emit.binary('Add', y, emit.scalar(1, 'float32')),
    );
    return emit.binary('Mul', dy, slope);
  }),
  AddN: (emit, node) => node.inputs.reduce((sum, x) => emit.binary('Add', sum, x)),
  Square: inFloats((emit, x) => emit.binary('Mul', x, x)),
  Rsqrt: inFloats((emit, x) => emit.unary('Reciprocal', emit.unary('Sqrt', x))),
  Log1p: inFloats(log1p),
  Expm1: inFloats(expm1),
  Relu6: between(0, 6),
  ClipByValue: (emit, node) => {
    const { clipValueMin, clipValueMax } = attributes<{ clipValueMin: number; clipValueMax: number }>(node);
    return between(clipValueMin, clipValueMax)(emit, node);
  },
  LeakyRelu: inFloats((emit, x, node) =>
    emit.unary('LeakyRelu', x, { alpha: attributes<{ alpha: number }>(node).alpha }),
  ),
  Step: inFloats((emit, x, node) => {
    const { alpha } = attributes<{ alpha: number }>(node);
    // 0 or less gives 0 and the least normal number 1, in one pass.
    if (alpha === 0) return emit.unary('HardSigmoid', x, { alpha: 3e38, beta: 0 });
    const positive = emit.binary('Greater', x, emit.scalar(0, 'float32'), 'bool');
    return emit.where(positive, emit.scalar(1, 'float32'), emit.scalar(alpha, 'float32'));
  }),
  Equal: compare('Equal'),
  NotEqual: comparison((emit, a, b) => emit.unary('Not', emit.binary('Equal', a, b, 'bool'))),
  Greater: compare('Greater'),
  GreaterEqual: compare('GreaterOrEqual'),
  Less: compare('Less'),
  LessEqual: compare('LessOrEqual'),
  LogicalAnd: logical('And'),
  LogicalOr: logical('Or'),
  LogicalXor: logical('Xor'),
  LogicalNot: (emit, node) => emit.unary('Not', node.inputs[0]!),
  IsNan: (emit, node) => emit.unary('IsNaN', emit.cast(node.inputs[0]!, 'float32'), {}, 'bool'),
  IsInf: (emit, node) => emit.unary('IsInf', emit.cast(node.inputs[0]!, 'float32'), {}, 'bool'),
  IsFinite: (emit, node) => {
    // Only infinities and NaN differ from themselves times zero.
    const x = emit.cast(node.inputs[0]!, 'float32');
    const zero = emit.scalar(0, 'float32');
    return emit.binary('Equal', emit.binary('Mul', x, zero), zero, 'bool');
  },
  Select: (emit, node) => {
    const [condition, yes, no] = node.inputs as [Value, Value, Value];
    // A vector of conditions chooses rows.
    const rank = yes.shape.length;
    const rows = condition.shape.length === 1 && rank > 1;
    const aligned = rows
      ? emit.reshape(condition, [condition.shape[0]!, ...Array(rank - 1).fill(1)])
      : condition;
    if (yes.dtype !== 'bool') return emit.where(aligned, yes, no);
    return emit.cast(emit.where(aligned, emit.cast(yes, 'int32'), emit.cast(no, 'int32')), 'bool');
  },
  Cast: (emit, node) => {
    const [x] = node.inputs as [Value];
    const to = resultType(node);
    // A number is true where it is not zero.
    return to === 'bool' && x.dtype !== 'bool'
      ? emit.unary('Not', emit.binary('Equal', x, emit.scalar(0, x.dtype), 'bool'))
      : emit.cast(x, to);
  },
  Identity: (_, node) => node.inputs[0]!,
  Softmax: (emit, node) => emit.unary('Softmax', node.inputs[0]!, { axis: -1 }),
  LogSoftmax: (emit, node) => emit.unary('LogSoftmax', node.inputs[0]!, { axis: -1 }),
};
