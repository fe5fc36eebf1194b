import { crc32c } from './crc32c.js';

// TFRecord: per record its length (uint64), the length's checksum, its bytes, their checksum; all little-endian.

const HEAD = 12;
const FOOT = 4;

/** A record with its checksums. */
export function tfRecord(data: Uint8Array): Uint8Array {
  const record = Buffer.alloc(HEAD + data.length + FOOT);
  record.writeBigUInt64LE(BigInt(data.length));
  record.writeUInt32LE(masked(record.subarray(0, 8)), 8);
  record.set(data, HEAD);
  record.writeUInt32LE(masked(data), HEAD + data.length);
  return record;
}

/** The whole records at the beginning of a file: what follows one that is cut short or damaged is left out. */
export function tfRecords(bytes: Uint8Array): Uint8Array[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const records: Uint8Array[] = [];
  for (let at = 0; at + HEAD <= file.length; ) {
    const end = at + HEAD + Number(file.readBigUInt64LE(at));
    if (masked(file.subarray(at, at + 8)) !== file.readUInt32LE(at + 8) || end + FOOT > file.length) break;
    const data = file.subarray(at + HEAD, end);
    if (masked(data) !== file.readUInt32LE(end)) break;
    records.push(data);
    at = end + FOOT;
  }
  return records;
}

/** As TensorFlow stores checksums, lest one of data that holds checksums be weak. */
function masked(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
