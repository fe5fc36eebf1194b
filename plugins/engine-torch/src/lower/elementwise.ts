import type { DType, Value } from '@infomin/tensor-program';
import type { SomeLowerings } from './lowering.js';
import { literal, pythonType } from './python.js';
import type { Writer } from './writer.js';

interface One {
  readonly inputs: readonly [Value];
  readonly outputs: readonly [Value, ...Value[]];
}
interface Two {
  readonly inputs: readonly [Value, Value];
  readonly outputs: readonly [Value, ...Value[]];
}

/** A tensor in another type. */
export function cast(text: string, from: DType, to: DType): string {
  return from === to ? text : `${text}.to(${pythonType(to)})`;
}

/** Computes in float32 whatever the type of the input is, as tfjs does in JavaScript numbers. */
function inFloats<N extends One>(expression: (x: string, node: N) => string) {
  return (writer: Writer, node: N) => {
    const [x] = node.inputs;
    const text = expression(cast(writer.tensor(x), x.dtype, 'float32'), node);
    const { dtype } = node.outputs[0];
    return dtype === 'float32' ? text : `(${text}).to(${pythonType(dtype)})`;
  };
}

const call = (name: string) => inFloats((x) => `${name}(${x})`);

/** Operands, of which one at least is a tensor; bool counts as 0 and 1. */
function operands(writer: Writer, [a, b]: readonly [Value, Value], type?: DType): [string, string] {
  const both = writer.isNumber(a) && writer.isNumber(b);
  const one = (x: Value) => {
    if (writer.isNumber(x) && !both && (x.dtype === type || x.dtype !== 'bool')) {
      const text = writer.ref(x);
      return text.startsWith('-') ? `(${text})` : text;
    }
    return x.dtype === 'bool' ? cast(writer.tensor(x), x.dtype, type ?? 'int32') : writer.tensor(x);
  };
  return [one(a), one(b)];
}

/** Arithmetic in the type of the result. */
function arithmetic(operator: string) {
  return (writer: Writer, { inputs, outputs: [y] }: Two) => {
    const [a, b] = operands(writer, inputs);
    return y.dtype === 'bool' ? cast(`(${a} ${operator} ${b})`, 'int32', 'bool') : `${a} ${operator} ${b}`;
  };
}

/** The larger or smaller of two. */
function extreme(name: string, bound: 'min' | 'max') {
  return (writer: Writer, { inputs: [a, b] }: Two) => {
    if (writer.isNumber(b) && !writer.isNumber(a)) return `${writer.ref(a)}.clamp(${bound}=${writer.ref(b)})`;
    if (writer.isNumber(a) && !writer.isNumber(b)) return `${writer.ref(b)}.clamp(${bound}=${writer.ref(a)})`;
    return `${name}(${writer.tensor(a)}, ${writer.tensor(b)})`;
  };
}

function comparison(operator: string) {
  return (writer: Writer, { inputs }: Two) => {
    const [a, b] = operands(writer, inputs);
    return `${a} ${operator} ${b}`;
  };
}

const logical =
  (operator: string) =>
  (writer: Writer, { inputs: [a, b] }: Two) =>
    `${writer.tensor(a)} ${operator} ${writer.tensor(b)}`;

export const elementwiseLowerings = {
  Abs: call('torch.abs'),
  Neg: inFloats((x) => `-${x}`),
  Sign: call('torch.sign'),
  Floor: call('torch.floor'),
  Ceil: call('torch.ceil'),
  Round: call('torch.round'),
  Relu: call('torch.relu'),
  Exp: call('torch.exp'),
  Expm1: call('torch.expm1'),
  Log: call('torch.log'),
  Log1p: call('torch.log1p'),
  Sqrt: call('torch.sqrt'),
  Rsqrt: call('torch.rsqrt'),
  Reciprocal: call('torch.reciprocal'),
  Sigmoid: call('torch.sigmoid'),
  Softplus: call('F.softplus'),
  Elu: call('F.elu'),
  Selu: call('F.selu'),
  Erf: call('torch.erf'),
  Sin: call('torch.sin'),
  Cos: call('torch.cos'),
  Tan: call('torch.tan'),
  Asin: call('torch.asin'),
  Acos: call('torch.acos'),
  Atan: call('torch.atan'),
  Sinh: call('torch.sinh'),
  Cosh: call('torch.cosh'),
  Tanh: call('torch.tanh'),
  Asinh: call('torch.asinh'),
  Acosh: call('torch.acosh'),
  Atanh: call('torch.atanh'),
  Square: inFloats((x) => `torch.square(${x})`),
  LeakyRelu: inFloats<One & { readonly attrs: { readonly alpha: number } }>(
    (x, { attrs: { alpha } }) => `F.leaky_relu(${x}, ${literal(alpha, 'float32')})`,
  ),
  Step: inFloats<One & { readonly attrs: { readonly alpha: number } }>((x, { attrs: { alpha } }) =>
    alpha === 0 ? `(${x} > 0.0).float()` : `torch.where(${x} > 0.0, 1.0, ${literal(alpha, 'float32')})`,
  ),
  ClipByValue: inFloats<
    One & { readonly attrs: { readonly clipValueMin: number; readonly clipValueMax: number } }
  >(
    (x, { attrs }) =>
      `torch.clamp(${x}, ${literal(attrs.clipValueMin, 'float32')}, ${literal(attrs.clipValueMax, 'float32')})`,
  ),
  Add: arithmetic('+'),
  Sub: arithmetic('-'),
  Multiply: arithmetic('*'),
  RealDiv: arithmetic('/'),
  Maximum: extreme('torch.maximum', 'min'),
  Minimum: extreme('torch.minimum', 'max'),
  Pow: arithmetic('**'),
  Mod: (writer, { inputs: [a, b] }) => `ops.mod(${writer.tensor(a)}, ${writer.tensor(b)})`,
  FloorDiv: (writer, { inputs: [a, b] }) => `ops.floor_div(${writer.tensor(a)}, ${writer.tensor(b)})`,
  Equal: comparison('=='),
  NotEqual: comparison('!='),
  Greater: comparison('>'),
  GreaterEqual: comparison('>='),
  Less: comparison('<'),
  LessEqual: comparison('<='),
  LogicalAnd: logical('&'),
  LogicalOr: logical('|'),
  LogicalXor: logical('^'),
  LogicalNot: (writer, { inputs: [x] }) => `~${writer.tensor(x)}`,
  IsNan: (writer, { inputs: [x] }) => `torch.isnan(${writer.tensor(x)})`,
  IsInf: (writer, { inputs: [x] }) => `torch.isinf(${writer.tensor(x)})`,
  IsFinite: (writer, { inputs: [x] }) => `torch.isfinite(${writer.tensor(x)})`,
  Select: (writer, { inputs: [condition, yes, no], outputs: [y] }) => {
    // Python's numbers are of a type of their own only where both are.
    const plain = writer.isNumber(yes) && writer.isNumber(no) && y.dtype !== 'float32';
    const one = (x: Value) =>
      plain || x.dtype !== y.dtype ? cast(writer.tensor(x), x.dtype, y.dtype) : writer.ref(x);
    return `torch.where(${writer.tensor(condition)}, ${one(yes)}, ${one(no)})`;
  },
  Cast: (writer, { inputs: [x], attrs: { dtype } }) => cast(writer.tensor(x), x.dtype, dtype),
  Softmax: (writer, { inputs: [x] }) => `torch.softmax(${writer.tensor(x)}, -1)`,
} satisfies SomeLowerings;
