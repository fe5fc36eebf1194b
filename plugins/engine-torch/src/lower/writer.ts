import { type DType, formatType, type TypedData, type Value } from '@infomin/tensor-program';
import type { Layout } from './layout.js';
import { identifier, literal, pythonType, tuple } from './python.js';
import type { Roundings } from './rounding.js';

/** Numbers that a program is given once. */
export interface Constant {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: TypedData;
}

/** Words that a name must not be. */
const taken = [
  'torch',
  'ops',
  'draws',
  'math',
  'device',
  'step',
  'F',
  'and',
  'or',
  'not',
  'is',
  'in',
  'lambda',
  'pass',
];

/** Elements from which on a value is let go as soon as nothing reads it any more. */
const LARGE = 1 << 16;

/** Writes the body of a Python function, a line a value. */
export class Writer {
  readonly lines: string[] = [];
  readonly constants: Constant[] = [];
  private readonly used = new Map<string, number>(taken.map((name) => [name, 1]));
  private readonly names = new Map<Value, string>();
  private readonly large = new Set<string>();
  /** Values that are one number of no axes: written where they are read. */
  private readonly numbers = new Map<Value, string>();
  private readonly places = new Map<Value, string>();
  private readonly state = new Map<Value, string>();
  /** Whether what is read stays in the type in which it is kept; else it is float32. */
  asKept = false;
  /** Whether what is read is given as PyTorch has images, [N, C, H, W], or as what broadcasts with them. */
  asImage = false;

  constructor(
    private readonly roundings: Roundings,
    private readonly layout: Layout,
    /** The tensors of the state that hold models' weights. */
    private readonly weights: ReadonlySet<string>,
  ) {}

  /** A name that nothing else has. */
  fresh(text: string): string {
    const base = identifier(text);
    const count = (this.used.get(base) ?? 0) + 1;
    this.used.set(base, count);
    return count === 1 ? base : this.fresh(`${base}_${count}`);
  }

  bind(value: Value, name: string): void {
    this.names.set(value, name);
  }

  /** Writes a value; what is a name already gets no other. */
  write(value: Value, op: string, expression: string): void {
    const named = /^[a-z_]\w*$/i.test(expression);
    const name = named ? expression : this.fresh(op);
    const [n, h, w, c] = value.shape;
    const type = this.layout.isImage(value) ? { ...value, shape: [n!, c!, h!, w!] } : value;
    if (!named) this.lines.push(`${name} = ${expression}  # ${formatType(type)}`);
    if (value.shape.reduce((a, b) => a * b, 1) >= LARGE) this.large.add(name);
    this.bind(value, name);
  }

  /** The lines, and after the last that reads a large value one that lets it go: else Python would keep all to the end. */
  linesLettingGo(): string[] {
    const last = new Map<string, number>();
    for (const [i, line] of this.lines.entries()) {
      for (const [word] of line.matchAll(/(?<![\w.])[a-z_]\w*/gi))
        if (this.large.has(word)) last.set(word, i);
    }
    return this.lines.flatMap((line, i) => {
      const over = [...last.keys()].filter((name) => last.get(name) === i);
      return over.length > 0 && !line.startsWith('return') ? [line, `del ${over.join(', ')}`] : [line];
    });
  }

  /** Writes a call with several results; gives their names. */
  several(names: readonly string[], expression: string): string[] {
    const fresh = names.map((name) => this.fresh(name));
    this.lines.push(`${fresh.join(', ')} = ${expression}`);
    return fresh;
  }

  number(value: Value, number: number): void {
    this.numbers.set(value, literal(number, value.dtype));
  }

  isNumber(value: Value): boolean {
    return this.numbers.has(value);
  }

  /** A tensor, or a number that stands for one of no axes. */
  ref(value: Value): string {
    return this.numbers.get(value) ?? this.tensor(value);
  }

  tensor(value: Value): string {
    const known = this.names.get(value);
    if (known)
      return this.laidOut(
        value,
        this.roundings.isRounded(value) && !this.asKept ? `${known}.float()` : known,
      );
    const number = this.numbers.get(value);
    if (number === undefined) throw new Error(`nothing has made ${formatType(value)}`);
    this.write(value, 'number', full(number, value));
    return this.names.get(value)!;
  }

  /** What is read as an image. */
  image(value: Value): string {
    const before = this.asImage;
    this.asImage = true;
    const text = this.tensor(value);
    this.asImage = before;
    return text;
  }

  private laidOut(value: Value, text: string): string {
    const { shape } = value;
    const isImage = this.layout.isImage(value);
    if (!this.asImage) return isImage ? `ops.nhwc(${text})` : text;
    if (isImage || shape.length === 0) return text;
    const ones = Array.from({ length: 4 - shape.length }, () => 1);
    return `ops.nchw(${ones.length > 0 ? `${text}.reshape(${tuple([...ones, ...shape])})` : text})`;
  }

  /** Tells that a value has elements of a tensor of the state and no others. */
  setOfState(value: Value, name: string): void {
    this.state.set(value, name);
  }

  /** The tensor of the state that a value has elements of, and no others. */
  stateOf(value: Value): string | undefined {
    return this.state.get(value);
  }

  isOfWeights(value: Value): boolean {
    const name = this.state.get(value);
    return name !== undefined && this.weights.has(name);
  }

  /** Where the maxima of a pooling lie. */
  setPlaces(value: Value, name: string): void {
    this.places.set(value, name);
  }

  placesOf(value: Value): string | undefined {
    return this.places.get(value);
  }

  constant(data: TypedData, shape: readonly number[], dtype: DType): string {
    const same = this.constants.find(
      (other) =>
        other.dtype === dtype &&
        other.shape.join() === shape.join() &&
        other.data.every((x, i) => x === data[i]),
    );
    if (same) return same.name;
    const name = this.fresh('constant');
    this.constants.push({ name, dtype, shape, data });
    return name;
  }
}

/** A tensor that holds one number everywhere. */
export function full(number: string, { shape, dtype }: Pick<Value, 'shape' | 'dtype'>): string {
  return `torch.full(${tuple(shape)}, ${number}, dtype=${pythonType(dtype)}, device=device)`;
}
