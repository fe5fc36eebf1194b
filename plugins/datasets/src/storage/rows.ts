import type { ColumnData, HostTensor, ReadRequest, SplitReader } from '@infomin/plugin';

/** Reads one column of the asked rows. */
export type ColumnReader = (request: ReadRequest) => ColumnData | Promise<ColumnData>;

/** A split made of a reader per column. */
export function splitOf(size: number, columns: Readonly<Record<string, ColumnReader>>): SplitReader {
  return {
    size,
    async read(request) {
      const column = columns[request.column];
      if (!column)
        throw new Error(`no column ${request.column}; there are ${Object.keys(columns).join(', ')}`);
      return column(request);
    },
  };
}

/** A column of images held in memory: `pixels` is `[rows, ...shape]`, a read gives uint8 `[N, ...shape]`. */
export function imagesInMemory(pixels: Uint8Array, shape: readonly number[]): ColumnReader {
  const rowBytes = shape.reduce((a, b) => a * b, 1);
  return ({ rows }) => {
    const data = new Uint8Array(rows.length * rowBytes);
    for (let i = 0; i < rows.length; i++) {
      const from = rows[i]! * rowBytes;
      data.set(pixels.subarray(from, from + rowBytes), i * rowBytes);
    }
    return { dtype: 'uint8', shape: [rows.length, ...shape], data };
  };
}

/** A column of class indices held in memory; a read gives int32 `[N]`. */
export function classesInMemory(labels: Uint8Array | Int32Array): ColumnReader {
  return ({ rows }): HostTensor => {
    const data = new Int32Array(rows.length);
    for (let i = 0; i < rows.length; i++) data[i] = labels[rows[i]!]!;
    return { dtype: 'int32', shape: [rows.length], data };
  };
}

/** The same column, of which only `chosen` rows are seen, in that order. */
export function onlyRows(column: ColumnReader, chosen: Int32Array): ColumnReader {
  return (request) => column({ ...request, rows: request.rows.map((row) => chosen[row]!) });
}

/** The same split, of which only `chosen` rows are seen, in that order. */
export function chosenRows(split: SplitReader, chosen: Int32Array): SplitReader {
  return {
    size: chosen.length,
    read: (request) => split.read({ ...request, rows: request.rows.map((row) => chosen[row]!) }),
  };
}
