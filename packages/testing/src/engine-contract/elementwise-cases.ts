import * as tf from '@tensorflow/tfjs-core';
import { type CaseInput, type OpCase, onAB, onX } from './case.js';

type Unary = (x: tf.Tensor) => tf.Tensor;
type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const positive: CaseInput = { shape: [3, 5], range: [0.2, 3] };
const wide: CaseInput = { shape: [7, 3], range: [-4, 4] };
const inside: CaseInput = { shape: [2, 3], range: [-0.9, 0.9] };
const numbers: CaseInput = { shape: [4, 3], dtype: 'int32', range: [-9, 10] };
const divisors: CaseInput = { shape: [4, 3], dtype: 'int32', range: [1, 5] };
const special: CaseInput = { shape: [5], values: [0, 1.5, -2, Number.POSITIVE_INFINITY, Number.NaN] };

const smooth: Readonly<Record<string, Unary>> = {
  neg: tf.neg,
  abs: tf.abs,
  exp: tf.exp,
  expm1: tf.expm1,
  square: tf.square,
  sign: tf.sign,
  floor: tf.floor,
  ceil: tf.ceil,
  round: tf.round,
  sin: tf.sin,
  cos: tf.cos,
  sinh: tf.sinh,
  cosh: tf.cosh,
  atan: tf.atan,
  asinh: tf.asinh,
  tanh: tf.tanh,
  sigmoid: tf.sigmoid,
  softplus: tf.softplus,
  relu: tf.relu,
  relu6: (x) => tf.relu6(tf.mul(x, 3)),
  leakyRelu: (x) => tf.leakyRelu(x, 0.2),
  elu: tf.elu,
  selu: tf.selu,
  erf: tf.erf,
  step: (x) => tf.step(x, 0.1),
  clipByValue: (x) => tf.clipByValue(x, -1, 2),
};
const ofPositive: Readonly<Record<string, Unary>> = {
  log: tf.log,
  log1p: tf.log1p,
  sqrt: tf.sqrt,
  rsqrt: tf.rsqrt,
  reciprocal: tf.reciprocal,
};
const ofInside: Readonly<Record<string, Unary>> = {
  tan: tf.tan,
  asin: tf.asin,
  acos: tf.acos,
  atanh: tf.atanh,
};
const arithmetic: Readonly<Record<string, Binary>> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
  maximum: tf.maximum,
  minimum: tf.minimum,
  squaredDifference: tf.squaredDifference,
  atan2: tf.atan2,
};
const comparisons: Readonly<Record<string, Binary>> = {
  equal: tf.equal,
  notEqual: tf.notEqual,
  greater: tf.greater,
  greaterEqual: tf.greaterEqual,
  less: tf.less,
  lessEqual: tf.lessEqual,
};

const each = <T>(table: Readonly<Record<string, T>>, make: (name: string, op: T) => OpCase[]): OpCase[] =>
  Object.entries(table).flatMap(([name, op]) => make(name, op));

export const elementwiseCases: readonly OpCase[] = [
  ...each(smooth, (name, op) => [onX(name, wide, op)]),
  ...each(ofPositive, (name, op) => [onX(name, positive, op)]),
  ...each(ofInside, (name, op) => [onX(name, inside, op)]),
  ...each(arithmetic, (name, op) => [
    onAB(name, [3, 5], { shape: [3, 5], range: [0.5, 2] }, op),
    onAB(`${name} of a row`, [3, 5], { shape: [5], range: [0.5, 2] }, op),
    onAB(`${name} of a scalar`, { shape: [], range: [0.5, 2] }, { shape: [2, 3], range: [0.5, 2] }, op),
  ]),
  ...each(comparisons, (name, op) => [
    onAB(`${name} of whole numbers`, numbers, divisors, op, { gradient: false }),
    onAB(
      `${name} of floats`,
      { shape: [4], values: [1, 2, 3, Number.NaN] },
      { shape: [4], values: [1, 3, 2, 1] },
      op,
      {
        gradient: false,
      },
    ),
  ]),
  onAB('add over both shapes', [3, 1, 4], [2, 1], tf.add),
  onAB('pow', { shape: [3, 4], range: [0.3, 2] }, [3, 4], tf.pow),
  onX('pow by a number', { shape: [3, 4], range: [0.3, 2] }, (x) => tf.pow(x, 3)),
  onX('pow by 0', { shape: [3], values: [0, 1.5, -2] }, (x) => [tf.pow(x, 0), tf.pow(x, [0, 2, 0])]),
  onAB('mod', wide, { shape: [7, 3], range: [0.5, 2] }, tf.mod),
  onAB('floorDiv', wide, { shape: [7, 3], range: [0.5, 2] }, (a, b) => tf.floorDiv(a, b), {
    gradient: false,
  }),
  onAB(
    'mod and floorDiv of quotients that are rounded to whole numbers',
    { shape: [6], values: [1, -1, 1e6, -1e6, 1000, 7.5] },
    { shape: [6], values: [0.1, 0.1, 0.3, 0.3, 6.2831855, -2.5] },
    (a, b) => [tf.mod(a, b), tf.floorDiv(a, b)],
    { gradient: false },
  ),
  onAB('whole arithmetic', numbers, divisors, (a, b) => [
    tf.add(a, b),
    tf.mul(a, b),
    tf.sub(a, b),
    tf.maximum(a, b),
  ]),
  onAB('whole division', numbers, divisors, (a, b) => [tf.floorDiv(a, b), tf.div(a, b), tf.mod(a, b)]),
  onAB('mixed types', numbers, [4, 3], (a, b) => tf.add(tf.mul(a, b), 0.5)),
  onX('sums of several', [2, 3], (x) => tf.addN([x, tf.square(x), tf.neg(x)])),
  onX('sums with a number everywhere', [2, 3], (x) => [
    tf.addN([x, tf.ones([2, 3])]),
    tf.addN([tf.fill([2, 3], 0.5), x]),
  ]),
  onX(
    'slopes of a sum of elu',
    [2, 3],
    (x) => [tf.grad((y) => tf.sum(tf.elu(y)))(x), tf.grad((y) => tf.mean(tf.elu(y)))(x)],
    { gradient: false },
  ),
  onX('log1p and expm1 near 0', { shape: [5], values: [1e-8, -3e-8, 1e-7, -1e-6, 0] }, (x) => [
    tf.log1p(x),
    tf.expm1(x),
  ]),
  onX(
    'log1p and expm1 far from 0',
    { shape: [5], values: [Number.POSITIVE_INFINITY, 1e6, -1, 80, Number.NaN] },
    (x) => [tf.log1p(x), tf.expm1(x), tf.expm1(tf.neg(x))],
    { gradient: false },
  ),
  onAB(
    'atan2 all around, and at the middle',
    { shape: [9], values: [1, 1, 1, 0, -1, -1, -1, 0, 0] },
    { shape: [9], values: [2, 0, -2, -1, -2, 0, 2, 1, 0] },
    tf.atan2,
    { gradient: false },
  ),
  onX('ones like whole numbers', numbers, tf.onesLike, { gradient: false }),
  onAB('prelu', wide, { shape: [3], range: [0.1, 0.5] }, tf.prelu),
  onX('numbers that are none', special, (x) => [tf.isNaN(x), tf.isInf(x), tf.isFinite(x)], {
    gradient: false,
  }),
  onAB('where', wide, wide, (a, b) => tf.where(tf.greater(a, 0), a, tf.mul(b, 2))),
  onAB('where of vectors', [4], [4], (a, b) => tf.where(tf.greater(a, b), a, b)),
  onAB('where of mixed types', numbers, { shape: [4, 3], range: [-4, 4] }, (n, x) => {
    const [sign, positive] = [tf.greater(n, 0), tf.greater(x, 0)];
    return [
      tf.where(positive, n, x),
      tf.where(positive, x, n),
      tf.where(positive, sign, n),
      tf.where(positive, tf.scalar(2, 'int32'), x),
    ];
  }),
  onX(
    'logic',
    wide,
    (x) => {
      const [a, b] = [tf.greater(x, 0), tf.less(x, 1)];
      return [tf.logicalAnd(a, b), tf.logicalOr(a, b), tf.logicalNot(a), tf.logicalXor(a, b)];
    },
    { gradient: false },
  ),
  onX('cast truncates', wide, (x) => [tf.cast(x, 'int32'), tf.cast(x, 'bool')], { gradient: false }),
  onX('cast there and back', wide, (x) => [x, tf.cast(tf.cast(x, 'int32'), 'float32')]),
  onX('cast of truth', wide, (x) => tf.mul(tf.cast(tf.greater(x, 0), 'float32'), x)),
  onX('constants', [2, 3], (x) => [
    tf.add(tf.mul(x, tf.ones([2, 3])), tf.zeros([2, 3])),
    tf.sub(tf.onesLike(x), tf.mul(tf.fill([2, 3], 2.5), x)),
    tf.add(tf.tensor2d([[1, 2, 3]]), x),
    tf.div(tf.zerosLike(x), 3),
  ]),
  onX('ranges', [4], (x) => [
    tf.mul(x, tf.range(1, 9, 2)),
    tf.mul(x, tf.linspace(0, 1, 4)),
    tf.range(5, 1, -1, 'int32'),
    tf.mul(x, tf.linspace(2, 5, 1)),
  ]),
  onX('softmax', wide, (x) => [tf.softmax(x), tf.logSoftmax(x)]),
  onX('softmax of a vector', [5], (x) => tf.softmax(x)),
  onX('log of a sum of exponentials', [3, 4], (x) => [tf.logSumExp(x, 1), tf.logSumExp(x)]),
];
