import {
  type Bound,
  type ColumnData,
  type DatasetContext,
  type HostImage,
  type HostTensor,
  Random,
  type ReadRequest,
  type SplitReader,
} from '@infomin/plugin';
import sharp from 'sharp';

/** For this package's tests: a context that opens nested datasets by their implementation and keeps the log's lines. */
export function testContext({ log = [], seed = 0 }: { log?: string[]; seed?: number } = {}): DatasetContext {
  const context: DatasetContext = {
    log: {
      info: (message) => void log.push(message),
      warn: (message) => void log.push(message),
      debug: () => {},
    },
    signal: new AbortController().signal,
    seed,
    async open(nested) {
      const { signature, args } = nested as Bound<'dataset'>;
      return (await signature.implementation()).default.open(args, context);
    },
  };
  return context;
}

/** Reads rows of a column that is a tensor. */
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

/** Reads rows of a column of images that keep their sizes. */
export async function readImages(split: SplitReader, rows: Iterable<number>): Promise<readonly HostImage[]> {
  const request = { column: 'image', rows: Int32Array.from(rows), args: {}, random: Random.of(0, '') };
  const data = await split.read(request);
  if (!('images' in data)) throw new Error('expected images of their own sizes');
  return data.images;
}

/** An image file of one colour, `[red, 0, 0]`, which tells which it is. */
export function pngOf(red: number, width = 2, height = 2): Promise<Buffer> {
  const background = { r: red, g: 0, b: 0 };
  return sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
}

/** Of each row of images made by {@link pngOf}, which it is. */
export async function redsOf(split: SplitReader): Promise<number[]> {
  return (await readImages(split, Array(split.size).keys())).map(({ data }) => data[0]!);
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
