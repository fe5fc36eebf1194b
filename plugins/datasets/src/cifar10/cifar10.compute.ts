import { join, resolve } from 'node:path';
import {
  type DatasetContext,
  type DatasetImplementation,
  type OpenDataset,
  type SplitReader,
  UserError,
} from '@infomin/plugin';
import { listFolder, readWhole } from '../storage/files.js';
import { limitSplits } from '../storage/limit.js';
import { interleavePlanes } from '../storage/planes.js';
import { classesInMemory, imagesInMemory, onlyRows, splitOf } from '../storage/rows.js';

const side = 32;
const classes = 10;
const imageBytes = side * side * 3;
/** A row is a label and three planes, red, green, blue, each row-major. */
const rowBytes = 1 + imageBytes;
const trainFiles = [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`);
const testFile = 'test_batch.bin';

interface Cifar10Args {
  readonly root: string;
  readonly labeled?: number | undefined;
  readonly limit?: number | undefined;
}

interface LabelledImages {
  readonly labels: Uint8Array;
  /** `[rows, 32, 32, 3]` */
  readonly pixels: Uint8Array;
}

/** The training files that are there. */
async function findFiles(root: string) {
  const folder = resolve(root);
  const advice = `Unpack cifar-10-binary.tar.gz from https://www.cs.toronto.edu/~kriz/cifar.html and let root (usually the environment variable CIFAR10_ROOT) name its folder cifar-10-batches-bin.`;
  const names = (await listFolder(folder, advice)).map((entry) => entry.name);
  const found = trainFiles.filter((name) => names.includes(name));
  if (found.length === 0)
    throw new UserError(`${folder} holds none of data_batch_1.bin to data_batch_5.bin`, advice);
  return { folder, advice, found };
}

async function files({ root }: Cifar10Args): Promise<string[]> {
  const { folder, found } = await findFiles(root);
  return [...found, testFile].map((name) => join(folder, name));
}

async function open(
  { root, labeled, limit }: Cifar10Args,
  { log }: Pick<DatasetContext, 'log'>,
): Promise<OpenDataset> {
  const { folder, advice, found } = await findFiles(root);
  const train = await readRows(folder, found, advice);
  const test = await readRows(folder, [testFile], advice);
  if (found.length < trainFiles.length) {
    log.info(`Cifar10: ${found.length} of the 5 training files are there, ${train.labels.length} images`);
  }

  const images = imagesInMemory(train.pixels, [side, side, 3]);
  const labels = classesInMemory(train.labels);
  const splits: Record<string, SplitReader> = {
    train: splitOf(train.labels.length, { image: images, label: labels }),
    test: splitOf(test.labels.length, {
      image: imagesInMemory(test.pixels, [side, side, 3]),
      label: classesInMemory(test.labels),
    }),
  };
  if (labeled !== undefined) {
    const { chosen, rest } = firstOfEachClass(train.labels, labeled, folder);
    splits.train = splitOf(chosen.length, {
      image: onlyRows(images, chosen),
      label: onlyRows(labels, chosen),
    });
    splits.unlabeled = splitOf(rest.length, { image: onlyRows(images, rest) });
  }
  return { splits: limitSplits(splits, limit) };
}

async function readRows(folder: string, names: readonly string[], advice: string): Promise<LabelledImages> {
  const files: Buffer[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const file = await readWhole(path, advice);
    if (file.length === 0 || file.length % rowBytes !== 0) {
      throw new UserError(
        `${path} is truncated or no file of CIFAR-10's binary version: ${file.length} bytes, ${file.length % rowBytes} more than a multiple of ${rowBytes}`,
        advice,
      );
    }
    const rows = file.length / rowBytes;
    for (let row = 0; row < rows; row++) {
      const label = file[row * rowBytes]!;
      if (label >= classes) {
        throw new UserError(
          `${path} has the label ${label} at row ${row}, expected 0 to ${classes - 1}`,
          advice,
        );
      }
    }
    files.push(file);
  }
  const total = files.reduce((sum, file) => sum + file.length / rowBytes, 0);
  const labels = new Uint8Array(total);
  const pixels = new Uint8Array(total * imageBytes);
  let at = 0;
  for (const file of files) {
    for (let from = 0; from < file.length; from += rowBytes) {
      labels[at] = file[from]!;
      interleavePlanes(file, from + 1, side, side, false, pixels, at * imageBytes);
      at++;
    }
  }
  return { labels, pixels };
}

/** Row numbers of the first `count / 10` of each class, and of all others, both ascending. */
function firstOfEachClass(labels: Uint8Array, count: number, folder: string) {
  const quota = count / classes;
  const taken = new Array<number>(classes).fill(0);
  const chosen: number[] = [];
  const rest: number[] = [];
  labels.forEach((label, row) => {
    if (taken[label]! < quota) {
      taken[label]!++;
      chosen.push(row);
    } else rest.push(row);
  });
  const scarce = taken.findIndex((n) => n < quota);
  if (scarce >= 0) {
    throw new UserError(
      `labeled: ${count} asks for ${quota} images of each class; ${folder} has ${taken[scarce]} of class ${scarce}`,
      'Ask for fewer, or add the training files that are missing.',
    );
  }
  return { chosen: Int32Array.from(chosen), rest: Int32Array.from(rest) };
}

const implementation: DatasetImplementation<Cifar10Args> = { open, files };
export default implementation;
