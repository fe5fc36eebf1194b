import { createHash } from 'node:crypto';
import type { HostTensor, HostTensors } from '@infomin/plugin';
import { openRegularFile } from '@infomin/plugin/regular-file';

// A file of tensors: magic, SHA-256 of the rest, header length, header (JSON), tensors one after another. One that is cut
// short or altered fails its checksum.

export interface Decoded<H> {
  readonly header: H;
  readonly tensors: HostTensors;
}

/** What a header says besides. */
interface Described {
  readonly tensors: readonly (Pick<HostTensor, 'dtype' | 'shape'> & {
    readonly name: string;
    readonly bytes: number;
  })[];
}

const CHECKSUM = 32;

export function encode(magic: string, header: object, tensors: HostTensors): Uint8Array[] {
  const entries = Object.entries(tensors).map(([name, { dtype, shape, data }]) => ({
    description: { name, dtype, shape, bytes: data.byteLength },
    data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  }));
  const whole: Described = { ...header, tensors: entries.map((entry) => entry.description) };
  const text = Buffer.from(JSON.stringify(whole));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  const body = [length, text, ...entries.map((entry) => entry.data)];
  const checksum = createHash('sha256');
  for (const part of body) checksum.update(part);
  return [Buffer.from(magic), checksum.digest(), ...body];
}

/** `undefined` where it is none, or damaged. */
export function decode<H>(magic: string, bytes: Uint8Array): Decoded<H> | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = magic.length + CHECKSUM;
  if (buffer.subarray(0, magic.length).toString() !== magic) return undefined;
  const body = buffer.subarray(start);
  const checksum = createHash('sha256').update(body).digest();
  if (!checksum.equals(buffer.subarray(magic.length, start))) return undefined;
  const length = body.readUInt32LE(0);
  const header = JSON.parse(body.subarray(4, 4 + length).toString()) as H & Described;
  let offset = 4 + length;
  const tensors: Record<string, HostTensor> = {};
  for (const { name, dtype, shape, bytes: size } of header.tensors) {
    tensors[name] = { dtype, shape, data: typed(dtype, body.subarray(offset, offset + size)) };
    offset += size;
  }
  return { header, tensors };
}

/** More than any header takes. */
const MOST = 64 * 2 ** 20;

/** The header of a file, unchecked; `undefined` where it can't be read. */
export async function readHeader<H>(magic: string, path: string): Promise<Partial<H> | undefined> {
  const file = await openRegularFile(path).catch(() => undefined);
  if (!file) return undefined;
  try {
    const start = Buffer.alloc(magic.length + CHECKSUM + 4);
    await file.read(start, 0, start.length, 0);
    if (start.subarray(0, magic.length).toString() !== magic) return undefined;
    const text = Buffer.alloc(Math.min(MOST, start.readUInt32LE(magic.length + CHECKSUM)));
    await file.read(text, 0, text.length, start.length);
    return JSON.parse(text.toString()) as Partial<H>;
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}

function typed(dtype: HostTensor['dtype'], bytes: Uint8Array): HostTensor['data'] {
  const copy = Uint8Array.from(bytes);
  if (dtype === 'uint8') return copy;
  return dtype === 'int32' ? new Int32Array(copy.buffer) : new Float32Array(copy.buffer);
}
