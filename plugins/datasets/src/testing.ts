import {
  type ColumnData,
  type HostTensor,
  Random,
  type ReadRequest,
  type SplitReader,
} from '@infomin/plugin';

/** For this package's tests: reads rows of a column that is a tensor. */
export async function readColumn(
  split: SplitReader,
  column: string,
  rows: Iterable<number>,
  more: Partial<ReadRequest> = {},
): Promise<HostTensor> {
  const data: ColumnData = await split.read({
    column,
    rows: Int32Array.from(rows),
    args: {},
    random: Random.of(0, column),
    ...more,
  });
  if ('images' in data) throw new Error(`${column} has images of different sizes`);
  return data;
}

export function readAll(split: SplitReader, column: string): Promise<HostTensor> {
  return readColumn(
    split,
    column,
    Int32Array.from({ length: split.size }, (_, i) => i),
  );
}

/** A file in IDX format. */
export function idxFile(dims: readonly number[], data: Uint8Array): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * dims.length));
  header.setUint32(0, 0x0800 + dims.length);
  dims.forEach((dim, i) => {
    header.setUint32(4 + 4 * i, dim);
  });
  return Uint8Array.from([...new Uint8Array(header.buffer), ...data]);
}
