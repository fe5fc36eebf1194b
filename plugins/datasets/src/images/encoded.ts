import {
  type ColumnData,
  type HostImage,
  type OpenDataset,
  type SplitReader,
  UserError,
} from '@infomin/plugin';
import { limitSplits } from '../storage/limit.js';
import { chosenRows, classesInMemory, splitOf } from '../storage/rows.js';
import { Cache } from './cache.js';
import { decodeImage } from './decode.js';
import { drawTest } from './draw-test.js';
import type { ImageArgs } from './parameters.js';
import { type SplitName, splitNames } from './split-names.js';

/** The images of a split as files hold them, before they are decoded. */
export interface EncodedImages {
  /** Where they lie, for messages. */
  readonly from: string;
  /** At least one. */
  readonly count: number;
  /** What messages call a row's image, and the cache keeps it by: no other of the dataset is called so. */
  readonly where: (row: number) => string;
  /** What a row is called, wherever the data lie. */
  readonly key: (row: number) => string;
  /** An image file. */
  readonly read: (row: number) => Promise<Uint8Array>;
  /** Class indices; what is thrown when they are asked for, where there are none. */
  readonly labels: Int32Array | UserError;
}

export interface FoundImages {
  /** Where `testSplit` is given: `train` alone, of which the test split is drawn. */
  readonly splits: ReadonlyMap<SplitName, EncodedImages>;
  /** What is thrown when a split is asked for that is not there. */
  readonly missing: (name: SplitName, present: readonly SplitName[]) => UserError;
  readonly dispose?: () => Promise<void>;
}

const cacheBytes = 512 * 2 ** 20;

/** Opens images that were found, as {@link ImageArgs} say. */
export function openImages({ splits: found, missing, dispose }: FoundImages, args: ImageArgs): OpenDataset {
  const cache = new Cache<HostImage>(cacheBytes, (image) => image.data.length);
  const splits: Record<string, SplitReader> = {};
  const reader = (images: EncodedImages) => openSplit(images, cache, args.size);
  if (args.testSplit !== undefined) {
    const images = found.get('train')!;
    const labels = images.labels instanceof UserError ? undefined : images.labels;
    const rows = drawTest({ ...images, labels }, args.testSplit);
    splits.train = chosenRows(reader(images), rows.train);
    splits.test = chosenRows(reader(images), rows.test);
  } else {
    for (const name of splitNames.filter((each) => args.splits.includes(each))) {
      const images = found.get(name);
      // Without a split for validation, part of train is held out.
      if (name === 'val' && !images) continue;
      splits[name] = images ? reader(images) : missingSplit(() => missing(name, [...found.keys()]));
    }
  }
  return {
    splits: limitSplits(splits, args.limit),
    dispose: async () => {
      cache.clear();
      await dispose?.();
    },
  };
}

function openSplit(images: EncodedImages, cache: Cache<HostImage>, size: number | undefined): SplitReader {
  const { labels } = images;
  return splitOf(images.count, {
    async image({ rows }): Promise<ColumnData> {
      const decoded = await decodeAll(images, rows, cache, size);
      if (size === undefined) return { images: decoded };
      const rowBytes = size * size * 3;
      const data = new Uint8Array(rows.length * rowBytes);
      decoded.forEach((image, i) => {
        data.set(image.data, i * rowBytes);
      });
      return { dtype: 'uint8', shape: [rows.length, size, size, 3], data };
    },
    label:
      labels instanceof UserError
        ? () => {
            throw labels;
          }
        : classesInMemory(labels),
  });
}

/** What the images of a batch may take, decoded. */
const maxBatchBytes = 4 * 2 ** 30;
/** As many as are decoded at a time: what is under way is in memory, too. */
const atOnce = 8;

async function decodeAll(
  { where, read }: EncodedImages,
  rows: Int32Array,
  cache: Cache<HostImage>,
  size: number | undefined,
): Promise<HostImage[]> {
  const images: HostImage[] = [];
  let [next, bytes] = [0, 0];
  const work = async () => {
    while (next < rows.length) {
      const i = next++;
      const row = rows[i]!;
      const place = where(row);
      images[i] = await cache.get(place, async () => decodeImage(await read(row), place, size));
      bytes += images[i].data.length;
      if (bytes <= maxBatchBytes) continue;
      next = rows.length;
      throw new UserError(
        `${place} is one image too many: those of a batch may take ${maxBatchBytes / 2 ** 30} GiB, decoded`,
        `${size === undefined ? 'Give the dataset a `size`' : 'Choose a smaller `size`'}, or make the batch smaller.`,
      );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return images;
}

/** Stands for a split that is not there: an error for whoever uses it, none for whoever does not. */
function missingSplit(error: () => UserError): SplitReader {
  return {
    get size(): number {
      throw error();
    },
    async read() {
      throw error();
    },
  };
}
