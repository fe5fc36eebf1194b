import type { HostTensor } from '@infomin/plugin';

/** A tensor as a file of NumPy's format NPY, version 1.0: little-endian, rows first. */
export function npyFile({ data, dtype, shape }: HostTensor): Uint8Array {
  const type = { float32: '<f4', int32: '<i4', uint8: '|u1' }[dtype];
  const dims = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${dims}), }`;
  // What comes before the data is a multiple of 64 bytes.
  const length = Math.ceil((10 + header.length + 1) / 64) * 64 - 10;
  const head = Buffer.alloc(10 + length, ' ');
  head.set([0x93, ...Buffer.from('NUMPY'), 1, 0]);
  head.writeUInt16LE(length, 8);
  head.write(header, 10);
  head.write('\n', 9 + length);
  return Buffer.concat([head, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]);
}
