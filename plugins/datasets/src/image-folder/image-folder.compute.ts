import { realpath } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { type DatasetImplementation, type OpenDataset, UserError } from '@infomin/plugin';
import { indicesOf } from '../images/classes.js';
import { imageAdvice } from '../images/decode.js';
import { type EncodedImages, openImages } from '../images/encoded.js';
import type { ImageArgs } from '../images/parameters.js';
import { type SplitName, splitNames } from '../images/split-names.js';
import { listFolder, readWhole } from '../storage/files.js';
import { type ScannedFolder, scanFolder } from './scan.js';

interface ImageFolderArgs extends ImageArgs {
  readonly root: string;
}

async function files(args: ImageFolderArgs): Promise<string[]> {
  const scanned = await scan(args);
  return [...scanned.values()].flatMap((split) => split.files);
}

async function open(args: ImageFolderArgs): Promise<OpenDataset> {
  const root = resolve(args.root);
  const scanned = await scan(args);
  if (args.testSplit !== undefined) await refuseTwice(scanned.get('train')!);
  const indices = indicesOf([...scanned.values()].map(({ classNames = [] }) => classNames));
  const splits = new Map<SplitName, EncodedImages>();
  for (const [name, split] of scanned) splits.set(name, imagesOf(root, split, indices));
  return openImages({ splits, missing: (name, present) => missingFolder(root, name, present) }, args);
}

function imagesOf(
  root: string,
  { path, files, classNames }: ScannedFolder,
  indices: (names: readonly string[]) => Int32Array,
): EncodedImages {
  return {
    from: path,
    count: files.length,
    where: (row) => files[row]!,
    key: (row) => relative(root, files[row]!).split(sep).join('/'),
    read: (row) => readWhole(files[row]!, imageAdvice),
    labels: classNames
      ? indices(classNames)
      : new UserError(
          `The images of ${path} have no classes: they lie in the folder itself`,
          'Put them into one folder per class, or do without the column label.',
        ),
  };
}

/** The images of the splits that are there; with `testSplit`, all of them as train. */
async function scan({ root, splits, testSplit }: ImageFolderArgs): Promise<Map<SplitName, ScannedFolder>> {
  const folder = resolve(root);
  const advice =
    testSplit === undefined
      ? 'Let root name the folder that holds the folders train, val, test (those there are), or say by testSplit: 0.1 which share of the images is to be the test split.'
      : 'Let root name the folder that holds a folder of images for each class.';
  const present = (await listFolder(folder, advice))
    .filter((entry) => !entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => entry.name);
  if (testSplit !== undefined) {
    if (present.length > 0 && present.every((name) => (splitNames as readonly string[]).includes(name))) {
      throw new UserError(
        `${folder} holds ${present.join(', ')}, which are splits, not classes`,
        `Leave out testSplit, or let root name one of them, ${join(folder, present[0]!)}.`,
      );
    }
    return new Map([['train', await scanFolder(folder)]]);
  }
  const scanned = new Map<SplitName, ScannedFolder>();
  for (const name of splits) {
    if (present.includes(name)) scanned.set(name, await scanFolder(join(folder, name)));
  }
  if (scanned.size === 0) {
    throw new UserError(`${folder} holds none of the folders ${splits.join(', ')}`, advice);
  }
  return scanned;
}

/** One image in train and in test would be known by heart: links may lead to one that is there. */
async function refuseTwice({ path, files, linked }: ScannedFolder): Promise<void> {
  if (linked.size === 0) return;
  const folder = await realpath(path);
  const known = new Map<string, string>();
  for (const file of files) {
    const target = linked.has(file) ? await realpath(file) : join(folder, relative(path, file));
    const before = known.get(target);
    if (before !== undefined) {
      throw new UserError(
        `${before} and ${file} are one file, which testSplit could put into train and test`,
        'Remove the link.',
      );
    }
    known.set(target, file);
  }
}

function missingFolder(root: string, name: SplitName, present: readonly SplitName[]): UserError {
  return new UserError(
    `${join(root, name)} does not exist; there is ${present.join(', ')}`,
    `Say which folders there are: ImageFolder(…, splits: [${present.map((p) => `.${p}`).join(', ')}]).`,
  );
}

const implementation: DatasetImplementation<ImageFolderArgs> = { open, files };
export default implementation;
