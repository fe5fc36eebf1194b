import { resolve } from 'node:path';
import { type DatasetImplementation, type OpenDataset, type SplitReader, UserError } from '@infomin/plugin';
import { drawTest } from '../images/draw-test.js';
import { limitSplits } from '../storage/limit.js';
import { readPart } from '../storage/read-part.js';
import { RowFile } from '../storage/row-file.js';
import { type ColumnReader, chosenRows, classesInMemory, splitOf } from '../storage/rows.js';
import { dtypeName, type NpyHeader, npyAdvice, readNpyHeader } from './npy-file.js';

type Shape = readonly [height: number, width: number, channels: number];

interface NpyArgs {
  readonly images: string;
  readonly labels?: string | undefined;
  readonly testImages?: string | undefined;
  readonly testLabels?: string | undefined;
  readonly shape?: Shape | undefined;
  readonly testSplit?: number | undefined;
  readonly limit?: number | undefined;
}

async function files({ images, labels, testImages, testLabels }: NpyArgs): Promise<string[]> {
  return [images, labels, testImages, testLabels].flatMap((file) =>
    file === undefined ? [] : resolve(file),
  );
}

async function open(args: NpyArgs): Promise<OpenDataset> {
  const opened: RowFile[] = [];
  const dispose = async () => {
    await Promise.all(opened.splice(0).map((file) => file.close()));
  };
  try {
    return { splits: limitSplits(await openSplits(args, opened), args.limit), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function openSplits(args: NpyArgs, opened: RowFile[]): Promise<Record<string, SplitReader>> {
  const { testSplit, testImages, testLabels, shape } = args;
  const train = await openSplit(args.images, args.labels, shape, opened);
  if (testSplit !== undefined) {
    const { from, labels, reader } = train;
    const rows = drawTest({ from, count: reader.size, key: String, labels }, testSplit);
    return { train: chosenRows(reader, rows.train), test: chosenRows(reader, rows.test) };
  }
  if (testImages === undefined) return { train: train.reader };
  const test = await openSplit(testImages, testLabels, shape, opened);
  return { train: train.reader, test: test.reader };
}

async function openSplit(
  imagesPath: string,
  labelsPath: string | undefined,
  said: Shape | undefined,
  opened: RowFile[],
) {
  const header = await readNpyHeader(resolve(imagesPath));
  const shape = imageShape(header, said);
  const values = shape[0] * shape[1] * shape[2];
  const bytes = values * (header.descr === '<f4' ? 4 : 1);
  const file = await RowFile.open(header.path, bytes, npyAdvice, header.begin);
  opened.push(file);
  const image = header.descr === '<f4' ? floatImages(file, shape) : byteImages(file, shape);
  if (labelsPath === undefined) return { from: header.path, reader: splitOf(file.rows, { image }) };
  const labels = await readLabels(resolve(labelsPath));
  if (labels.length !== file.rows) {
    throw new UserError(
      `${resolve(labelsPath)} has ${labels.length} labels for the ${file.rows} images of ${header.path}`,
      'Give files that belong together.',
    );
  }
  return { from: header.path, labels, reader: splitOf(file.rows, { image, label: classesInMemory(labels) }) };
}

/** The shape of an image; throws {@link UserError} where the file has none, or another than `said`. */
function imageShape({ path, descr, shape }: NpyHeader, said: Shape | undefined): Shape {
  const [rows = 0, height = 0, width = 0, channels = 1] = shape;
  const found: Shape = [height, width, channels];
  const shown = `${dtypeName(descr)} [${shape.join(', ')}]`;
  if (descr !== '|u1' && descr !== '<f4') {
    throw new UserError(
      `${path} is ${shown}; images are uint8, or float32 from 0 to 1`,
      'Convert them: x.astype("uint8") of what is from 0 to 255, x.astype("float32") of what is from 0 to 1.',
    );
  }
  if (shape.length < 3 || shape.length > 4) {
    throw new UserError(`${path} is ${shown}; images are [N, H, W, C] or [N, H, W]`, npyAdvice);
  }
  if (rows * height * width * channels === 0) throw new UserError(`${path} is empty: ${shown}`, npyAdvice);
  const expected = said ?? [height, width, 3];
  if (found.every((dim, i) => dim === expected[i])) return found;
  const areFirst = shape.length === 4 && height <= 4 && channels > 4;
  throw new UserError(
    `${path} has images [${found.join(', ')}], where ${said ? 'shape says' : 'without a shape they are'} [${said?.join(', ') ?? 'H, W, 3'}]`,
    areFirst
      ? 'Channels stand last: np.save("images.npy", x.transpose(0, 2, 3, 1)).'
      : `Say what they are: Npy(…, shape: [${found.join(', ')}]).`,
  );
}

function byteImages(file: RowFile, shape: Shape): ColumnReader {
  const size = shape[0] * shape[1] * shape[2];
  return async ({ rows }) => {
    const data = new Uint8Array(rows.length * size);
    await file.read(rows, (bytes, from, i) => {
      data.set(bytes.subarray(from, from + size), i * size);
    });
    return { dtype: 'uint8', shape: [rows.length, ...shape], data };
  };
}

function floatImages(file: RowFile, shape: Shape): ColumnReader {
  const size = shape[0] * shape[1] * shape[2];
  return async ({ rows }) => {
    const data = new Uint8Array(rows.length * size);
    await file.read(rows, (bytes, from, i) => {
      const values = new Float32Array(bytes.buffer, bytes.byteOffset + from, size);
      for (const [at, value] of values.entries()) {
        if (!(value >= 0 && value <= 1)) {
          throw new UserError(
            `${file.path}, row ${rows[i]}: ${value} is among the values; float32 images are from 0 to 1`,
            'Divide them by 255 where they are from 0 to 255, or save them as uint8; do not normalise them.',
          );
        }
        data[i * size + at] = Math.round(255 * value);
      }
    });
    return { dtype: 'uint8', shape: [rows.length, ...shape], data };
  };
}

const readers: Readonly<Record<string, (view: DataView, at: number) => number>> = {
  '|u1': (view, at) => view.getUint8(at),
  '|i1': (view, at) => view.getInt8(at),
  '<u2': (view, at) => view.getUint16(at, true),
  '<i2': (view, at) => view.getInt16(at, true),
  '<u4': (view, at) => view.getUint32(at, true),
  '<i4': (view, at) => view.getInt32(at, true),
  '<u8': (view, at) => Number(view.getBigUint64(at, true)),
  '<i8': (view, at) => Number(view.getBigInt64(at, true)),
};

async function readLabels(path: string): Promise<Int32Array> {
  const { descr, shape, begin } = await readNpyHeader(path);
  const read = readers[descr];
  const shown = `${dtypeName(descr)} [${shape.join(', ')}]`;
  if (read === undefined) {
    throw new UserError(`${path} is ${shown}; labels are whole numbers`, 'Convert them: y.astype("int64").');
  }
  if (shape.length !== 1) {
    throw new UserError(
      `${path} is ${shown}; labels are [N]`,
      'Bring them to that shape: y.squeeze() of [N, 1], y.argmax(1) of one-hot rows.',
    );
  }
  const count = shape[0]!;
  const bytes = Number(descr.at(-1));
  const view = new DataView((await readPart(path, begin, count * bytes, npyAdvice)).buffer);
  const labels = Array.from({ length: count }, (_, row) => read(view, row * bytes));
  const wrong = labels.findIndex((label) => label < 0 || label >= 2 ** 31);
  if (wrong < 0) return Int32Array.from(labels);
  throw new UserError(`${path} has the label ${labels[wrong]} at row ${wrong}`, 'Labels count from 0.');
}

const implementation: DatasetImplementation<NpyArgs> = { open, files };
export default implementation;
