import { UserError } from '@infomin/plugin';
import { kindOf } from '../storage/files.js';
import { readPart } from '../storage/read-part.js';

/** What the header of a file of `numpy.save` says. */
export interface NpyHeader {
  readonly path: string;
  /** As numpy writes it: `|u1`, `<f4`. */
  readonly descr: string;
  readonly shape: readonly number[];
  /** Where the values begin, which lie row after row. */
  readonly begin: number;
}

export const npyAdvice = 'Write it with numpy: np.save("images.npy", x).';

/** No header of one array is longer. */
const maxHeaderBytes = 2 ** 16;

/**
 * Reads the header of a `.npy` file. Throws {@link UserError} where it is none, where values lie column after column, or where
 * the file has fewer or more bytes than its shape.
 */
export async function readNpyHeader(path: string): Promise<NpyHeader> {
  const { size } = await kindOf(path, npyAdvice);
  const start = Buffer.from(await readPart(path, 0, Math.min(size, maxHeaderBytes), npyAdvice));
  if (!start.toString('latin1').startsWith('\x93NUMPY') || start.length < 12) {
    throw new UserError(
      `${path} is no .npy file${start.toString('latin1', 0, 2) === 'PK' ? ', but an archive of several (.npz)' : ''}`,
      npyAdvice,
    );
  }
  const isFirst = start[6] === 1;
  const lengthAt = isFirst ? 10 : 12;
  const begin = lengthAt + (isFirst ? start.readUInt16LE(8) : start.readUInt32LE(8));
  const header = start.toString('latin1', lengthAt, begin);
  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const dims = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (begin > start.length || descr === undefined || order === undefined || dims === undefined) {
    throw new UserError(`${path} is damaged, or of records: its header is not that of one array`, npyAdvice);
  }
  if (descr.endsWith('O')) {
    throw new UserError(`${path} holds Python objects`, 'Convert them to numbers: x.astype("uint8").');
  }
  const shape = dims
    .split(',')
    .filter((dim) => dim.trim() !== '')
    .map(Number);
  const values = shape.reduce((product, dim) => product * dim, 1);
  const expected = begin + values * itemBytes(descr);
  if (expected !== size) {
    throw new UserError(
      `${path} ${size < expected ? 'is cut short' : 'holds more than one array'}: ${size} bytes, where ${dtypeName(descr)} [${shape.join(', ')}] takes ${expected}`,
      npyAdvice,
    );
  }
  if (order === 'True' && shape.length > 1) {
    throw new UserError(
      `${path} is in Fortran's order, column after column`,
      'Write rows one after another: np.save("images.npy", np.ascontiguousarray(x)).',
    );
  }
  return { path, descr, shape, begin };
}

/** numpy's name of a dtype: `|u1` is `uint8`. */
export function dtypeName(descr: string): string {
  const [, order, kind, bytes] = /^([<>|=]?)([a-zA-Z])(\d+)$/.exec(descr) ?? [];
  const name = kind && { u: 'uint', i: 'int', f: 'float', b: 'bool' }[kind];
  if (name === undefined) return descr;
  const bits = name === 'bool' ? '' : 8 * Number(bytes);
  return `${name}${bits}${order === '>' ? ', big-endian' : ''}`;
}

/** Bytes of one value. Of a text, `<U8`, those of numpy's characters. */
function itemBytes(descr: string): number {
  const count = Number(/\d+/.exec(descr)?.[0] ?? 1);
  return descr.includes('U') ? 4 * count : count;
}
