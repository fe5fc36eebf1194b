import { gunzipSync } from 'node:zlib';
import { UserError } from '@infomin/plugin';

/** Contents of a file in the IDX format of the MNIST site: unsigned bytes, row-major. */
export interface IdxArray {
  readonly dims: readonly number[];
  readonly data: Uint8Array;
}

/**
 * Parses an IDX file of unsigned bytes, plain or gzipped. The header is 0, 0, 8 (unsigned byte), the number of
 * dimensions, then each dimension as a big-endian 32-bit integer.
 *
 * Throws {@link UserError} naming `path` where the magic number is another than `rank` dimensions give, or where the
 * file is shorter or longer than its header says.
 */
export function parseIdx(file: Uint8Array, rank: number, path: string, advice: string): IdxArray {
  const bytes = file[0] === 0x1f && file[1] === 0x8b ? gunzip(file, path, advice) : file;
  const headerBytes = 4 + 4 * rank;
  if (bytes.length < headerBytes) {
    throw new UserError(
      `${path} is truncated: ${bytes.length} bytes, its header alone has ${headerBytes}`,
      advice,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  const expectedMagic = 0x0800 + rank;
  if (magic !== expectedMagic) {
    throw new UserError(
      `${path} is no IDX file of ${rank === 1 ? 'labels' : 'images'}: its magic number is ${magic}, expected ${expectedMagic}`,
      advice,
    );
  }
  const dims = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const expected = headerBytes + dims.reduce((a, b) => a * b, 1);
  if (bytes.length !== expected) {
    const what = bytes.length < expected ? 'truncated' : 'longer than its header says';
    throw new UserError(
      `${path} is ${what}: ${bytes.length} bytes, expected ${expected} for ${dims.join(' × ')}`,
      advice,
    );
  }
  return { dims, data: bytes.subarray(headerBytes) };
}

/** What a file may have unzipped: twenty times MNIST's images. A few bytes can be made to unzip to any number. */
const maxUnzipped = 2 ** 30;

function gunzip(file: Uint8Array, path: string, advice: string): Uint8Array {
  try {
    return gunzipSync(file, { maxOutputLength: maxUnzipped });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new UserError(`${path} has more than ${maxUnzipped / 2 ** 30} GiB when it is unzipped`, advice);
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${path} cannot be unzipped: ${reason}`, advice);
  }
}
