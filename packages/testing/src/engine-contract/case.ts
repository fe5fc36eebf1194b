import type { HostTensor } from '@infomin/plugin';
import { Random } from '@infomin/plugin';
import type { Tensor } from '@tensorflow/tfjs-core';

/** An input of a case: its shape, and what it holds. */
export interface CaseInput {
  readonly shape: readonly number[];
  /** Interval of uniform draws; −1..1 if left out. Whole numbers for int32. */
  readonly range?: readonly [number, number];
  readonly dtype?: 'float32' | 'int32';
  /** Given values in place of drawn ones. */
  readonly values?: readonly number[];
}

/** Some ops on some inputs, compared with tfjs's own kernels: the results, and the gradient of each float input. */
export interface OpCase {
  readonly name: string;
  readonly inputs: Readonly<Record<string, CaseInput>>;
  readonly compute: (inputs: Readonly<Record<string, Tensor>>) => Tensor | Tensor[];
  /** `false` where tfjs has no gradient for the ops, or a wrong one. */
  readonly gradient?: boolean;
}

/** The values of a case's input; the same in every run. */
export function drawInput(
  name: string,
  { shape, range = [-1, 1], dtype = 'float32', values }: CaseInput,
): HostTensor {
  const size = shape.reduce((a, b) => a * b, 1);
  const random = Random.of(11, name);
  const [from, to] = range;
  const draw = () => (dtype === 'int32' ? from + random.int(to - from) : random.uniform(from, to));
  const data = Array.from({ length: size }, (_, i) => values?.[i] ?? draw());
  return dtype === 'int32'
    ? { dtype, shape, data: Int32Array.from(data) }
    : { dtype, shape, data: Float32Array.from(data) };
}

/** A case with one input `x`. */
export function onX(
  name: string,
  x: CaseInput | readonly number[],
  compute: (x: Tensor) => Tensor | Tensor[],
  more: Pick<OpCase, 'gradient'> = {},
): OpCase {
  const input: CaseInput = 'shape' in x ? x : { shape: x };
  return { name, inputs: { x: input }, compute: ({ x }) => compute(x!), ...more };
}

/** A case with inputs `a` and `b`. */
export function onAB(
  name: string,
  a: CaseInput | readonly number[],
  b: CaseInput | readonly number[],
  compute: (a: Tensor, b: Tensor) => Tensor | Tensor[],
  more: Pick<OpCase, 'gradient'> = {},
): OpCase {
  const input = (given: CaseInput | readonly number[]): CaseInput =>
    'shape' in given ? given : { shape: given };
  return { name, inputs: { a: input(a), b: input(b) }, compute: ({ a, b }) => compute(a!, b!), ...more };
}
