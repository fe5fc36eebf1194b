import type { HostTensor, HostTensors } from '@infomin/plugin';

const dtypes = { float32: 'F32', int32: 'I32', uint8: 'U8' } as const;

/** A safetensors file: the length of a header in 8 bytes, the header in JSON, then the numbers of all tensors. */
export function safetensors(tensors: HostTensors, metadata: Readonly<Record<string, string>>): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const [name, { dtype, shape, data }] of Object.entries(tensors)) {
    header[name] = { dtype: dtypes[dtype], shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const text = Buffer.from(JSON.stringify(header));
  // Padded with spaces, so that numbers begin at a multiple of their size.
  const start = 8 + 8 * Math.ceil(text.length / 8);
  const bytes = Buffer.alloc(start + end, ' ');
  bytes.writeBigUInt64LE(BigInt(start - 8));
  text.copy(bytes, 8);
  let at = start;
  for (const { data } of Object.values(tensors)) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/** Filters `[kh, kw, in, out]` and matrices `[in, out]` as PyTorch has them, `[out, in, kh, kw]` and `[out, in]`; others as they are. */
export function inTorchLayout(tensor: HostTensor): HostTensor {
  const { shape, data } = tensor;
  if (shape.length !== 2 && shape.length !== 4) return tensor;
  const [from, to] = [shape[shape.length - 2]!, shape[shape.length - 1]!];
  const taps = shape.length === 4 ? shape[0]! * shape[1]! : 1;
  const moved = data.slice();
  for (let tap = 0, at = 0; tap < taps; tap++) {
    for (let i = 0; i < from; i++) {
      for (let o = 0; o < to; o++) moved[(o * from + i) * taps + tap] = data[at++]!;
    }
  }
  return { ...tensor, shape: [to, from, ...shape.slice(0, -2)], data: moved };
}
