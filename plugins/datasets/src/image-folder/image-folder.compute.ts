import { join, resolve } from 'node:path';
import {
  type ColumnData,
  type DatasetImplementation,
  type HostImage,
  type SplitReader,
  UserError,
} from '@infomin/plugin';
import { listFolder } from '../storage/files.js';
import { classesInMemory, splitOf } from '../storage/rows.js';
import { decodeImage } from './decode.js';
import { ImageCache } from './image-cache.js';
import { type ScannedFolder, scanFolder } from './scan.js';
import type { SplitName } from './split-names.js';

const cacheBytes = 512 * 2 ** 20;

interface ImageFolderArgs {
  readonly root: string;
  readonly size?: number | undefined;
  readonly splits: readonly SplitName[];
}

async function files({ root, splits }: ImageFolderArgs): Promise<string[]> {
  const scanned = await scanSplits(resolve(root), splits);
  return [...scanned.values()].flatMap((split) => split.files);
}

async function scanSplits(folder: string, named: readonly SplitName[]) {
  const advice = 'Let root name the folder that holds the folders train, val, test (those there are).';
  const present = (await listFolder(folder, advice))
    .filter((entry) => !entry.isFile())
    .map((entry) => entry.name);
  const scanned = new Map<SplitName, ScannedFolder>();
  for (const name of named) {
    if (present.includes(name)) scanned.set(name, await scanFolder(join(folder, name)));
  }
  if (scanned.size === 0) {
    throw new UserError(`${folder} holds none of the folders ${named.join(', ')}`, advice);
  }
  return scanned;
}

async function open({ root, size, splits: named }: ImageFolderArgs) {
  const folder = resolve(root);
  const scanned = await scanSplits(folder, named);

  // A class has the same index in all splits.
  const classNames = [...new Set([...scanned.values()].flatMap((s) => s.classNames ?? []))].sort();
  const cache = new ImageCache(cacheBytes, (path) => decodeImage(path, size));
  const splits: Record<string, SplitReader> = {};
  for (const name of named) {
    const found = scanned.get(name);
    // Without a folder for validation, part of train is held out.
    if (name === 'val' && !found) continue;
    splits[name] = found
      ? openSplit(found, classNames, cache, size)
      : missingSplit(folder, name, [...scanned.keys()]);
  }
  return { splits, dispose: () => cache.clear() };
}

function openSplit(
  { path, files, classNames: ofFiles }: ScannedFolder,
  classNames: readonly string[],
  cache: ImageCache,
  size: number | undefined,
): SplitReader {
  const label = ofFiles && classesInMemory(Int32Array.from(ofFiles, (name) => classNames.indexOf(name)));
  return splitOf(files.length, {
    async image({ rows }): Promise<ColumnData> {
      const images = await decodeAll(
        Array.from(rows, (row) => files[row]!),
        cache,
      );
      if (size === undefined) return { images };
      const rowBytes = size * size * 3;
      const data = new Uint8Array(rows.length * rowBytes);
      images.forEach((image, i) => {
        data.set(image.data, i * rowBytes);
      });
      return { dtype: 'uint8', shape: [rows.length, size, size, 3], data };
    },
    label(request) {
      if (label) return label(request);
      throw new UserError(
        `The images of ${path} have no classes: they lie in the folder itself`,
        'Put them into one folder per class, or do without the column label.',
      );
    },
  });
}

/** What the images of a batch may take, decoded. */
const maxBatchBytes = 4 * 2 ** 30;
/** As many as are decoded at a time: what is under way is in memory, too. */
const atOnce = 8;

async function decodeAll(paths: readonly string[], cache: ImageCache): Promise<HostImage[]> {
  const images: HostImage[] = [];
  let [next, bytes] = [0, 0];
  const work = async () => {
    while (next < paths.length) {
      const i = next++;
      images[i] = await cache.get(paths[i]!);
      bytes += images[i].data.length;
      if (bytes <= maxBatchBytes) continue;
      next = paths.length;
      throw new UserError(
        `${paths[i]} is one image too many: those of a batch may take ${maxBatchBytes / 2 ** 30} GiB, decoded`,
        'Give ImageFolder a `size`, or make the batch smaller.',
      );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return images;
}

/** Stands for a folder that is not there: an error for whoever uses it, none for whoever does not. */
function missingSplit(folder: string, name: string, present: readonly string[]): SplitReader {
  return {
    get size(): number {
      throw missingFolder(folder, name, present);
    },
    async read() {
      throw missingFolder(folder, name, present);
    },
  };
}

function missingFolder(folder: string, name: string, present: readonly string[]): UserError {
  return new UserError(
    `${join(folder, name)} does not exist; there is ${present.join(', ')}`,
    `Say which folders there are: ImageFolder(…, splits: [${present.map((p) => `.${p}`).join(', ')}]).`,
  );
}

const implementation: DatasetImplementation<ImageFolderArgs> = { open, files };
export default implementation;
