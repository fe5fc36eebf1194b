import type { Builder } from '../ir/builder.js';
import type { Value } from '../ir/graph.js';
import type { Core } from '../ops/core.js';
import { cast, type Decompositions, number } from './decomposition.js';

/** log(1 + x), exact for small x: x · log(u) / (u − 1) with u = 1 + x (Kahan). */
function log1p(b: Builder<Core>, x: Value): Value {
  const one = number(b, 1);
  const u = b.add('Add', [x, one]);
  const difference = b.add('Sub', [u, one]);
  const scaled = b.add('RealDiv', [b.add('Multiply', [b.add('Log', [u]), x]), difference]);
  // The quotient is not a number there, nor at infinity.
  const exact = b.add('Equal', [difference, number(b, 0)]);
  const infinite = b.add('Equal', [x, number(b, Number.POSITIVE_INFINITY)]);
  return b.add('Select', [exact, x, b.add('Select', [infinite, x, scaled])]);
}

/** exp(x) − 1, exact for small x: tanh(x/2) · (exp(x) + 1). */
function expm1(b: Builder<Core>, x: Value): Value {
  const half = b.add('Tanh', [b.add('Multiply', [x, number(b, 0.5)])]);
  return b.add('Multiply', [half, b.add('Add', [b.add('Exp', [x]), number(b, 1)])]);
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
