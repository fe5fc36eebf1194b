import { expect, it } from 'vitest';
import {
  floatsOf,
  fromTorchLayout,
  inTorchLayout,
  readSafetensors,
  type StoredTensor,
  torchShape,
  writeSafetensors,
} from './safetensors.js';

const file = writeSafetensors(
  {
    flag: { dtype: 'uint8', shape: [3], data: Uint8Array.of(1, 0, 255) },
    'é/weight': { dtype: 'float32', shape: [2, 2], data: Float32Array.of(1, -2, 0.5, Number.NaN) },
    empty: { dtype: 'float32', shape: [0, 4], data: new Float32Array(0) },
  },
  { format: 'pt' },
);

const read = (bytes: Uint8Array) => readSafetensors(bytes) as ReadonlyMap<string, StoredTensor>;

it('reads what it wrote, also from the middle of other bytes', () => {
  const around = new Uint8Array(file.length + 5);
  around.set(file, 3);
  for (const bytes of [file, around.subarray(3, 3 + file.length)]) {
    const tensors = read(bytes);
    expect(new Set(tensors.keys())).toEqual(new Set(['flag', 'é/weight', 'empty']));
    expect(tensors.get('flag')).toMatchObject({ dtype: 'U8', shape: [3], bytes: Uint8Array.of(1, 0, 255) });
    expect([...floatsOf(tensors.get('é/weight')!)!]).toEqual([1, -2, 0.5, Number.NaN]);
    expect(floatsOf(tensors.get('empty')!)).toHaveLength(0);
    expect(floatsOf(tensors.get('flag')!)).toBeUndefined();
  }
});

it('says of a file cut at any byte what is wrong', () => {
  for (let length = 0; length < file.length; length++)
    expect(readSafetensors(file.subarray(0, length)), `${length} bytes`).toMatch(/cut short|too few|header/);
});

it.each([
  ['{"a":5}', 'says nothing usable of `a`'],
  ['{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}', 'says nothing usable of `a`'],
  ['{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}', 'says nothing usable of `a`'],
  ['{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,4]}}', '`a`, F32 of [3], has 4 bytes'],
  ['{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}', 'no JSON'],
  ['[1]', 'does not begin with a header'],
])('refuses the header %s', (header, reason) => {
  const bytes = new Uint8Array(8 + header.length + 4);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(new TextEncoder().encode(header), 8);
  expect(readSafetensors(bytes)).toContain(reason);
});

it.each([
  [
    'F16',
    [0x3c00, 0xc000, 0x3555, 0x0001, 0x7c00],
    [1, -2, 0.333251953125, 2 ** -24, Number.POSITIVE_INFINITY],
  ],
  ['BF16', [0x3f80, 0xc000, 0x3eab], [1, -2, 0.333984375]],
])('reads %s', (dtype, bits, values) => {
  const bytes = new Uint8Array(Uint16Array.from(bits as number[]).buffer);
  expect([...floatsOf({ dtype, shape: [bits.length], bytes })!]).toEqual(values);
});

it('turns filters and matrices to PyTorch’s layout and back', () => {
  // [kh, kw, in, out]; PyTorch's [out, in, kh, kw] of 2 filters over 3 channels.
  const shape = [1, 2, 3, 2];
  expect(torchShape(shape)).toEqual([2, 3, 1, 2]);
  const data = Float32Array.from({ length: 12 }, (_, i) => i);
  const turned = inTorchLayout({ shape, data });
  expect(turned.shape).toEqual([2, 3, 1, 2]);
  expect([...turned.data]).toEqual([0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11]);
  expect(fromTorchLayout(turned.data, shape)).toEqual(data);
  expect(fromTorchLayout(data, [12])).toBe(data);
});
