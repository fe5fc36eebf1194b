import type { FileHandle } from 'node:fs/promises';
import { UserError } from '@infomin/plugin';
import { openFile, unreadable } from './files.js';
import { readInto } from './read-part.js';

/** How many rows are under way at once, and so how many bytes are held beyond what is asked for. */
const atOnce = 128;

/**
 * A file of rows of one size that is too large to be held: rows are read where they lie when they are asked for. The
 * operating system keeps what is read often.
 */
export class RowFile {
  private constructor(
    private readonly handle: FileHandle,
    readonly path: string,
    private readonly rowBytes: number,
    /** How many rows it has. */
    readonly rows: number,
    private readonly advice: string,
    /** Where the first one lies. */
    private readonly begin: number,
  ) {}

  /** Throws {@link UserError} where the file cannot be opened, or what follows `begin` is empty or no multiple of a row. */
  static async open(path: string, rowBytes: number, advice: string, begin = 0): Promise<RowFile> {
    const handle = await openFile(path, advice);
    try {
      const size = Math.max(0, (await handle.stat()).size - begin);
      if (size === 0 || size % rowBytes !== 0) {
        throw new UserError(
          `${path} is truncated: ${size} bytes, ${size % rowBytes} more than a multiple of ${rowBytes}`,
          advice,
        );
      }
      return new RowFile(handle, path, rowBytes, size / rowBytes, advice, begin);
    } catch (error) {
      await handle.close();
      throw unreadable(path, error, advice);
    }
  }

  /** Hands over the rows one after another, in any order: `take(bytes, from, i)` gets row `rows[i]` at `bytes[from]`. */
  async read(rows: Int32Array, take: (bytes: Uint8Array, from: number, i: number) => void): Promise<void> {
    const buffer = new Uint8Array(Math.min(atOnce, rows.length) * this.rowBytes);
    for (let begin = 0; begin < rows.length; begin += atOnce) {
      const chunk = rows.subarray(begin, begin + atOnce);
      await Promise.all(Array.from(chunk, (row, i) => this.fill(row, buffer, i * this.rowBytes)));
      for (let i = 0; i < chunk.length; i++) take(buffer, i * this.rowBytes, begin + i);
    }
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  private async fill(row: number, buffer: Uint8Array, at: number): Promise<void> {
    const target = buffer.subarray(at, at + this.rowBytes);
    if (await readInto(this.handle, target, this.begin + row * this.rowBytes)) return;
    throw new UserError(`${this.path} ends within row ${row}; did it shrink?`, this.advice);
  }
}
