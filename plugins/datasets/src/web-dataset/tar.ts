import { closeSync, readSync } from 'node:fs';
import { UserError } from '@infomin/plugin';
import { openRegularFileNow } from '@infomin/plugin/regular-file';
import { unreadable } from '../storage/files.js';

/** A file in a tar file, or a link to one. */
export interface TarMember {
  readonly name: string;
  /** Of a link there is no content here. */
  readonly link: boolean;
  /** Where its content begins. */
  readonly offset: number;
  readonly size: number;
}

const tarAdvice =
  "Write it anew as a plain tar file, as webdataset's ShardWriter and `tar -cf` do; what is compressed has to be unpacked first.";

const blockBytes = 512;
/** Of a long name, or of what pax says of a member. */
const maxExtraBytes = 2 ** 20;
/** So many members are visited before others have a turn. */
const atOnce = 256;

/**
 * Visits the files and links of a tar file in their order, from headers alone: ustar with its prefixes, GNU's long names, pax's
 * paths and sizes. `read` gives a member's content. Folders and devices are passed over. Throws {@link UserError} where the file is compressed, cut short,
 * damaged, or has sparse members.
 */
export async function visitTar(
  path: string,
  visit: (member: TarMember, read: () => Buffer) => void,
): Promise<void> {
  const { file, size } = opened(path);
  try {
    if (size > 0 && size < blockBytes) throw noTar(path, take(path, file, 0, size));
    let position = 0;
    let next: Extra = {};
    for (let count = 1; position < size; count++) {
      const header = take(path, file, position, blockBytes);
      if (header.every((byte) => byte === 0)) return;
      const { name, type, ...own } = parseHeader(path, header, position);
      const bytes = next.size ?? own.size;
      const offset = position + blockBytes;
      const read = () => take(path, file, offset, bytes);
      position = offset + Math.ceil(bytes / blockBytes) * blockBytes;
      if (offset + bytes > size) {
        throw new UserError(
          `${path} is cut short: ${next.name ?? name} ends at byte ${offset + bytes} of ${size}`,
          tarAdvice,
        );
      }
      if ('LKxg'.includes(type) && bytes > maxExtraBytes) throw damaged(path, offset - blockBytes);
      if (type === 'L') next = { ...next, name: text(read()) };
      else if (type === 'x') next = { ...next, ...paxExtra(read()) };
      else if (!'Kg'.includes(type)) {
        const member = { name: next.name ?? name, offset, size: bytes };
        if (type === 'S' || next.sparse)
          throw new UserError(`${path}: ${member.name} is sparse, which is not supported`, tarAdvice);
        if ('0712'.includes(type)) visit({ ...member, link: '12'.includes(type) }, read);
        next = {};
      }
      if (count % atOnce === 0) await new Promise(setImmediate);
    }
  } finally {
    closeSync(file);
  }
}

/** What stands before a member and replaces what its own header says. */
interface Extra {
  readonly name?: string;
  readonly size?: number;
  readonly sparse?: true;
}

function opened(path: string) {
  try {
    return openRegularFileNow(path);
  } catch (error) {
    throw unreadable(path, error, tarAdvice);
  }
}

function take(path: string, file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  try {
    for (let done = 0; done < length; ) {
      const read = readSync(file, bytes, done, length - done, position + done);
      if (read === 0)
        throw new UserError(`${path} is cut short: it ends before byte ${position + length}`, tarAdvice);
      done += read;
    }
  } catch (error) {
    throw unreadable(path, error, tarAdvice);
  }
  return bytes;
}

function parseHeader(path: string, header: Buffer, position: number) {
  const given = number(header.subarray(148, 156));
  const counted = header.reduce((sum, byte, i) => sum + (i >= 148 && i < 156 ? 32 : byte), 0);
  const size = number(header.subarray(124, 136));
  if (given !== counted || !Number.isSafeInteger(size)) {
    throw position === 0 ? noTar(path, header) : damaged(path, position);
  }
  const ustar = text(header.subarray(257, 263)) === 'ustar';
  const prefix = ustar ? text(header.subarray(345, 500)) : '';
  const name = text(header.subarray(0, 100));
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    size,
    /** `0` for a regular file; older files have nothing there. */
    type: header[156] === 0 ? '0' : String.fromCharCode(header[156]!),
  };
}

const damaged = (path: string, position: number) =>
  new UserError(`${path} is damaged: no member begins at byte ${position}`, tarAdvice);

function noTar(path: string, start: Buffer): UserError {
  const packed = compression(start);
  return new UserError(
    packed === undefined
      ? `${path} is no tar file`
      : `${path} is compressed (${packed}), so that its members cannot be read where they lie`,
    tarAdvice,
  );
}

function compression(start: Buffer): string | undefined {
  const magic = { gzip: '1f8b', zstd: '28b52ffd', bzip2: '425a68', xz: 'fd377a58' };
  const hex = start.toString('hex', 0, 4);
  return Object.entries(magic).find(([, bytes]) => hex.startsWith(bytes))?.[0];
}

/** Up to the first zero byte. */
function text(field: Buffer): string {
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? field.length : end);
}

/** Octal digits; where the first bit is set, binary, as GNU and star write what is larger. */
function number(field: Buffer): number {
  if (field[0]! & 0x80) return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, field[0]! & 0x7f);
  const digits = text(field).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}

/** Records of pax: `29 path=name of the member\n`, the length counting all of it. */
function paxExtra(records: Buffer): Extra {
  let extra: Extra = {};
  for (let at = 0; at < records.length; ) {
    const length = Number.parseInt(records.toString('latin1', at, at + 12), 10);
    if (!(length > 0)) return extra;
    const record = records.toString('utf8', at, at + length - 1);
    const [, key, value] = /^\d+ ([^=]*)=(.*)$/s.exec(record) ?? [];
    if (key === 'path') extra = { ...extra, name: value! };
    if (key === 'size') extra = { ...extra, size: Number(value) };
    if (key?.startsWith('GNU.sparse.')) extra = { ...extra, sparse: true };
    at += length;
  }
  return extra;
}
