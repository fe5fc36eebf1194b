import { join, resolve } from 'node:path';
import { type DatasetImplementation, type OpenDataset, UserError } from '@infomin/plugin';
import { readWhole } from '../storage/files.js';
import { limitSplits } from '../storage/limit.js';
import { interleavePlanes } from '../storage/planes.js';
import { RowFile } from '../storage/row-file.js';
import { type ColumnReader, classesInMemory, onlyRows, splitOf } from '../storage/rows.js';

const side = 96;
const classes = 10;
/** An image is three planes, red, green, blue, each column after column. */
const imageBytes = side * side * 3;
const fileNames = ['train_X.bin', 'train_y.bin', 'test_X.bin', 'test_y.bin', 'unlabeled_X.bin'];
const foldFile = 'fold_indices.txt';

interface Stl10Args {
  readonly root: string;
  readonly fold?: number | undefined;
  readonly limit?: number | undefined;
}

async function open({ root, fold, limit }: Stl10Args): Promise<OpenDataset> {
  const folder = resolve(root);
  const advice =
    'Unpack stl10_binary.tar.gz from https://cs.stanford.edu/~acoates/stl10/ and let root (usually the environment variable STL10_ROOT) name its folder stl10_binary.';
  const files: RowFile[] = [];
  const dispose = async () => {
    await Promise.all(files.splice(0).map((file) => file.close()));
  };
  const images = async (name: string) => {
    const file = await RowFile.open(join(folder, name), imageBytes, advice);
    files.push(file);
    return file;
  };
  try {
    const trainImages = await images('train_X.bin');
    const testImages = await images('test_X.bin');
    const unlabeledImages = await images('unlabeled_X.bin');
    let trainImage = imageColumn(trainImages);
    let trainLabel = classesInMemory(await readLabels(folder, 'train_y.bin', trainImages, advice));
    let trainRows = trainImages.rows;
    if (fold !== undefined) {
      const chosen = await readFold(join(folder, foldFile), fold, trainRows, advice);
      trainImage = onlyRows(trainImage, chosen);
      trainLabel = onlyRows(trainLabel, chosen);
      trainRows = chosen.length;
    }
    const testLabel = classesInMemory(await readLabels(folder, 'test_y.bin', testImages, advice));
    return {
      splits: limitSplits(
        {
          train: splitOf(trainRows, { image: trainImage, label: trainLabel }),
          test: splitOf(testImages.rows, { image: imageColumn(testImages), label: testLabel }),
          unlabeled: splitOf(unlabeledImages.rows, { image: imageColumn(unlabeledImages) }),
        },
        limit,
      ),
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function imageColumn(file: RowFile): ColumnReader {
  return async ({ rows }) => {
    const data = new Uint8Array(rows.length * imageBytes);
    await file.read(rows, (bytes, from, i) => {
      interleavePlanes(bytes, from, side, side, true, data, i * imageBytes);
    });
    return { dtype: 'uint8', shape: [rows.length, side, side, 3], data };
  };
}

/** Labels, 1 to 10 in the file, as 0 to 9. */
async function readLabels(
  folder: string,
  name: string,
  images: RowFile,
  advice: string,
): Promise<Uint8Array> {
  const path = join(folder, name);
  const labels = await readWhole(path, advice);
  if (labels.length !== images.rows) {
    throw new UserError(
      `${path} has ${labels.length} labels for the ${images.rows} images of ${images.path}`,
      advice,
    );
  }
  const wrong = labels.findIndex((label) => label < 1 || label > classes);
  if (wrong >= 0) {
    throw new UserError(
      `${path} has the label ${labels[wrong]} at row ${wrong}, expected 1 to ${classes}`,
      advice,
    );
  }
  return Uint8Array.from(labels, (label) => label - 1);
}

/** Row numbers on line `fold` of a file of ten lines. */
async function readFold(path: string, fold: number, rows: number, advice: string): Promise<Int32Array> {
  const lines = (await readWhole(path, advice)).toString('utf8').trim().split('\n');
  const numbers = (lines[fold] ?? '').trim().split(/\s+/).filter(Boolean).map(Number);
  if (numbers.length === 0) {
    throw new UserError(`${path} has ${lines.length} lines, and none with fold ${fold}`, advice);
  }
  const wrong = numbers.find((row) => !Number.isInteger(row) || row < 0 || row >= rows);
  if (wrong !== undefined) {
    throw new UserError(
      `${path} names row ${wrong} in fold ${fold}; there are rows 0 to ${rows - 1}`,
      advice,
    );
  }
  return Int32Array.from(numbers);
}

const implementation: DatasetImplementation<Stl10Args> = {
  open,
  files: async ({ root, fold }) =>
    [...fileNames, ...(fold === undefined ? [] : [foldFile])].map((name) => resolve(root, name)),
};
export default implementation;
