import type { HostTensor } from './engine.js';

// Hugging Face's safetensors: the length of a header in 8 bytes, the header in JSON, then the numbers of all tensors.

const names = { float32: 'F32', int32: 'I32', int64: 'I64', uint8: 'U8', bool: 'BOOL' } as const;

/** A tensor to be stored; `bool` is a byte each. */
export interface Storable {
  readonly dtype: keyof typeof names;
  readonly shape: readonly number[];
  readonly data: HostTensor['data'] | BigInt64Array;
}

/** A safetensors file of tensors by name. */
export function writeSafetensors(
  tensors: Readonly<Record<string, Storable>>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  const header: Record<string, object> = metadata ? { __metadata__: metadata } : {};
  let end = 0;
  // Those of larger elements first, so that each stands on a multiple of its elements' size.
  const ordered = Object.entries(tensors).toSorted(
    ([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT,
  );
  for (const [name, { dtype, shape, data }] of ordered) {
    header[name] = { dtype: names[dtype], shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = 8 + 8 * Math.ceil(text.length / 8);
  const file = new Uint8Array(start + end).fill(0x20, 0, start);
  new DataView(file.buffer).setBigUint64(0, BigInt(start - 8), true);
  file.set(text, 8);
  let at = start;
  for (const [, { data }] of ordered) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}

/** A tensor as a file holds it. */
export interface StoredTensor {
  /** As the format calls it: `F32`, `BF16`, `I64`. */
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** Bytes of an element. */
const widths: Readonly<Record<string, number>> = {
  ...{ BOOL: 1, U8: 1, I8: 1, F8_E5M2: 1, F8_E4M3: 1, I16: 2, U16: 2, F16: 2, BF16: 2 },
  ...{ I32: 4, U32: 4, F32: 4, F64: 8, I64: 8, U64: 8 },
};

/** As large as Hugging Face's reader takes them. */
const LONGEST_HEADER = 100e6;

/** The tensors of a safetensors file by name; what is wrong with it, in words that follow its name, where it is none. */
export function readSafetensors(file: Uint8Array): ReadonlyMap<string, StoredTensor> | string {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 8) return `has ${file.length} bytes, too few for a safetensors file`;
  const length = view.getBigUint64(0, true);
  const start = 8 + Number(length);
  if (length > LONGEST_HEADER || file[8] !== 0x7b)
    return 'is no safetensors file: it does not begin with a header of tensors';
  if (start > file.length)
    return `is cut short: its header takes ${length} bytes, and ${file.length - 8} are there`;
  const header = parsed(file.subarray(8, start));
  if (typeof header !== 'object' || header === null) return 'is no safetensors file: its header is no JSON';
  const found = new Map<string, StoredTensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const { dtype, shape, data_offsets: offsets }: Record<string, unknown> = Object(entry);
    const [from, to] = Array.isArray(offsets) ? offsets : [];
    if (typeof dtype !== 'string' || !isSizes(shape) || !isSizes([from, to]) || from > to)
      return `is damaged: its header says nothing usable of \`${name}\``;
    if (start + to > file.length)
      return `is cut short: \`${name}\` ends at byte ${start + to}, the file at ${file.length}`;
    const width = widths[dtype];
    if (width !== undefined && to - from !== width * shape.reduce((a, b) => a * b, 1))
      return `is damaged: \`${name}\`, ${dtype} of [${shape.join(', ')}], has ${to - from} bytes`;
    found.set(name, { dtype, shape, bytes: file.subarray(start + from, start + to) });
  }
  return found;
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);

/** The numbers of a tensor of floats; `undefined` for one of anything else. */
export function floatsOf({ dtype, bytes }: StoredTensor): Float32Array | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const each = (width: number, read: (at: number) => number) => {
    const numbers = new Float32Array(bytes.length / width);
    for (let i = 0; i < numbers.length; i++) numbers[i] = read(width * i);
    return numbers;
  };
  switch (dtype) {
    case 'F32':
      return new Float32Array(new Uint8Array(bytes).buffer);
    case 'F64':
      return each(8, (at) => view.getFloat64(at, true));
    case 'F16':
      return each(2, (at) => halfOf(view.getUint16(at, true)));
    case 'BF16': {
      const word = new DataView(new ArrayBuffer(4));
      return each(2, (at) => {
        word.setUint16(0, view.getUint16(at, true));
        return word.getFloat32(0);
      });
    }
    default:
      return undefined;
  }
}

/** A number of 16 bits, IEEE 754. */
function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -14 * (fraction / 1024));
}

/**
 * Filters `[kh, kw, in, out]` and matrices `[in, out]` as PyTorch has them, `[out, in, kh, kw]` and `[out, in]`; others as
 * they are.
 */
export function inTorchLayout<T extends Pick<HostTensor, 'shape' | 'data'>>(tensor: T): T {
  const { shape, data } = tensor;
  if (!isMoved(shape)) return tensor;
  const moved = data.slice();
  const places = torchPlaces(shape);
  for (let i = 0; i < data.length; i++) moved[places[i]!] = data[i]!;
  return { ...tensor, shape: torchShape(shape), data: moved };
}

/** The numbers of a tensor that has our `shape`, given in PyTorch's layout: {@link inTorchLayout} the other way. */
export function fromTorchLayout(data: Float32Array, shape: readonly number[]): Float32Array {
  if (!isMoved(shape)) return data;
  const moved = new Float32Array(data.length);
  const places = torchPlaces(shape);
  for (let i = 0; i < data.length; i++) moved[i] = data[places[i]!]!;
  return moved;
}

/** PyTorch's shape of a tensor of ours. */
export const torchShape = (shape: readonly number[]): readonly number[] =>
  isMoved(shape) ? [shape.at(-1)!, shape.at(-2)!, ...shape.slice(0, -2)] : shape;

const isMoved = ({ length }: readonly number[]) => length === 2 || length === 4;

/** Where each number of a tensor of ours stands in PyTorch's layout. */
function torchPlaces(shape: readonly number[]): Int32Array {
  const [from, to] = [shape.at(-2)!, shape.at(-1)!];
  const taps = shape.length === 4 ? shape[0]! * shape[1]! : 1;
  const places = new Int32Array(taps * from * to);
  for (let tap = 0, at = 0; tap < taps; tap++) {
    for (let i = 0; i < from; i++) {
      for (let o = 0; o < to; o++) places[at++] = (o * from + i) * taps + tap;
    }
  }
  return places;
}
