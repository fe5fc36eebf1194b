import type { DType, TypedData } from '@infomin/tensor-program';

const names: Readonly<Partial<Record<DType, string>>> = {
  float32: 'F32',
  int32: 'I32',
  uint8: 'U8',
  bool: 'BOOL',
};

export interface StoredTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: TypedData;
}

/** Tensors by name as a file in Hugging Face's safetensors format: a header in JSON, then the tensors' bytes. */
export function safetensors(tensors: Readonly<Record<string, StoredTensor>>): Uint8Array {
  const header: Record<string, object> = {};
  let end = 0;
  // Those of larger elements first, so that each stands on a multiple of its elements' size.
  const ordered = Object.entries(tensors).toSorted(
    ([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT,
  );
  for (const [name, { dtype, shape, data }] of ordered) {
    header[name] = { dtype: names[dtype], shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const text = Buffer.from(JSON.stringify(header));
  const padding = (8 - (text.length % 8)) % 8;
  const file = Buffer.alloc(8 + text.length + padding + end, ' ');
  file.writeBigUInt64LE(BigInt(text.length + padding));
  text.copy(file, 8);
  let at = 8 + text.length + padding;
  for (const [, { data }] of ordered) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}
