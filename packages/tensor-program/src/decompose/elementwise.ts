import type { Builder } from '../ir/builder.js';
import type { Value } from '../ir/graph.js';
import type { Core } from '../ops/core.js';
import { cast, type Decompositions, number } from './decomposition.js';

/** log(1 + x). For |x| < ¼ it is 2 artanh(s), s = x / (2 + x), as a series to s⁷. */
function log1p(b: Builder<Core>, x: Value): Value {
  const s = b.add('RealDiv', [x, b.add('Add', [x, number(b, 2)])]);
  const series = polynomial(b, b.add('Multiply', [s, s]), [1, 1 / 3, 1 / 5, 1 / 7]);
  const small = b.add('Multiply', [b.add('Add', [s, s]), series]);
  return nearZero(b, x, small, b.add('Log', [b.add('Add', [x, number(b, 1)])]));
}

/** exp(x) − 1. For |x| < ¼ it is its series to x⁶. */
function expm1(b: Builder<Core>, x: Value): Value {
  const series = polynomial(b, x, [1, 1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720]);
  return nearZero(b, x, b.add('Multiply', [x, series]), b.add('Sub', [b.add('Exp', [x]), number(b, 1)]));
}

/** `small` where |x| < ¼: there the digits of a small result are lost beside 1. */
function nearZero(b: Builder<Core>, x: Value, small: Value, other: Value): Value {
  return b.add('Select', [b.add('Less', [b.add('Abs', [x]), number(b, 0.25)]), small, other]);
}

function polynomial(b: Builder<Core>, x: Value, coefficients: readonly number[]): Value {
  return coefficients
    .map((coefficient) => number(b, coefficient))
    .reduceRight((sum, term) => b.add('Add', [b.add('Multiply', [sum, x]), term]));
}

/** The angle of (x, y) in −π..π. */
function atan2(b: Builder<Core>, y: Value, x: Value): Value {
  const zero = number(b, 0);
  const right = b.add('Atan', [b.add('RealDiv', [y, x])]);
  const upper = b.add('GreaterEqual', [y, zero]);
  const turn = b.add('Select', [upper, number(b, Math.PI), number(b, -Math.PI)]);
  const angle = b.add('Select', [b.add('Less', [x, zero]), b.add('Add', [right, turn]), right]);
  const upright = b.add('Multiply', [b.add('Sign', [y]), number(b, Math.PI / 2)]);
  return b.add('Select', [b.add('Equal', [x, zero]), upright, angle]);
}

export const elementwise = {
  Identity: (_, { inputs: [x] }) => x,
  Square: (b, { inputs: [x] }) => b.add('Multiply', [x, x]),
  Rsqrt: (b, { inputs: [x] }) => b.add('Reciprocal', [b.add('Sqrt', [x])]),
  Relu6: (b, { inputs: [x] }) => b.add('ClipByValue', [x], { clipValueMin: 0, clipValueMax: 6 }),
  Log1p: (b, { inputs: [x] }) => log1p(b, cast(b, x, 'float32')),
  Expm1: (b, { inputs: [x] }) => cast(b, expm1(b, cast(b, x, 'float32')), x.dtype),
  Atan2: (b, { inputs: [y, x] }) => atan2(b, cast(b, y, 'float32'), cast(b, x, 'float32')),
  SquaredDifference: (b, { inputs: [x, y] }) => {
    const difference = b.add('Sub', [x, y]);
    return b.add('Multiply', [difference, difference]);
  },
  Prelu: (b, { inputs }) => {
    const [x, alpha] = [cast(b, inputs[0], 'float32'), cast(b, inputs[1], 'float32')];
    const negative = b.add('Less', [x, number(b, 0)]);
    return b.add('Select', [negative, b.add('Multiply', [x, alpha]), x]);
  },
  EluGrad: (b, { inputs: [dy, y] }) => {
    const slope = b.add('Add', [b.add('Minimum', [y, number(b, 0)]), number(b, 1)]);
    return b.add('Multiply', [dy, slope]);
  },
  AddN: (b, { inputs }) => inputs.reduce((sum, x) => b.add('Add', [sum, x])),
  NotEqual: (b, { inputs }) => b.add('LogicalNot', [b.add('Equal', inputs)]),
  /** Only infinities and NaN differ from themselves times zero. */
  IsFinite: (b, { inputs: [x] }) => {
    const zero = number(b, 0);
    return b.add('Equal', [b.add('Multiply', [cast(b, x, 'float32'), zero]), zero]);
  },
} satisfies Decompositions;
