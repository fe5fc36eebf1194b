import { type DatasetImplementation, type OpenDataset, UserError } from '@infomin/plugin';
import { allOrNone, indicesOfLabels, labelAdvice } from '../images/classes.js';
import { imageAdvice } from '../images/decode.js';
import { type EncodedImages, openImages } from '../images/encoded.js';
import { imageExtensions } from '../images/format.js';
import type { ImageArgs } from '../images/parameters.js';
import { findShards, missingShards } from '../images/shards.js';
import type { SplitName } from '../images/split-names.js';
import { readPart } from '../storage/read-part.js';
import { isUtf8 } from '../storage/utf8.js';
import { type TarMember, visitTar } from './tar.js';

const extension = '.tar';
const kind = {
  extension,
  advice:
    'Let root name a tar file, or the folder of train-000000.tar and the like; compressed ones (.tar.gz) have to be unpacked first.',
};
const maxLabelBytes = 1024;

interface WebDatasetArgs extends ImageArgs {
  readonly root: string;
}

interface Sample {
  readonly shard: string;
  readonly key: string;
  readonly image: TarMember;
  readonly label: string | undefined;
}

async function files(args: WebDatasetArgs): Promise<string[]> {
  return [...(await findShards(args, kind)).values()].flat();
}

async function open(args: WebDatasetArgs): Promise<OpenDataset> {
  const samples = new Map<SplitName, readonly Sample[]>();
  for (const [name, shards] of await findShards(args, kind)) {
    const found: Sample[] = [];
    for (const shard of shards) for (const sample of await samplesOf(shard)) found.push(sample);
    samples.set(name, found);
  }
  const labels = new Map(
    [...samples].map(([name, split]) => [
      name,
      allOrNone(
        split.map(({ label }) => label),
        (row) => `${split[row]!.shard}, ${split[row]!.key}`,
      ),
    ]),
  );
  const labelled = [...labels.values()].filter((split) => split !== undefined);
  const indices = indicesOfLabels(labelled, args.root);
  const splits = new Map<SplitName, EncodedImages>();
  for (const [name, split] of samples) {
    const texts = labels.get(name);
    splits.set(name, imagesOf(split, texts && indices(texts)));
  }
  const missing = (name: SplitName, present: readonly SplitName[]) =>
    missingShards(args.root, name, present, extension);
  return openImages({ splits, missing }, args);
}

function imagesOf(samples: readonly Sample[], labels: Int32Array | undefined): EncodedImages {
  const from = samples[0]!.shard;
  const where = (row: number) => `${samples[row]!.shard}: ${samples[row]!.image.name}`;
  return {
    from,
    count: samples.length,
    where,
    key: (row) => samples[row]!.key,
    read(row) {
      const { shard, image } = samples[row]!;
      return readPart(shard, image.offset, image.size, imageAdvice);
    },
    labels: labels ?? new UserError(`The images of ${from} have no .cls`, 'Do without the column label.'),
  };
}

/** The images of a shard with the labels of their names. */
async function samplesOf(shard: string): Promise<Sample[]> {
  const images = new Map<string, TarMember>();
  const labels = new Map<string, string>();
  const others = new Set<string>();
  await visitTar(shard, (member, read) => {
    const { name, size, link } = member;
    const { key, extension } = partsOf(name);
    if (key === '') return;
    if (link && (extension === 'cls' || imageExtensions.includes(`.${extension}`))) {
      throw new UserError(
        `${shard}: ${name} is a link, not a file`,
        'Write the files themselves into the shard: `tar --hard-dereference -h -cf …`.',
      );
    }
    if (imageExtensions.includes(`.${extension}`)) {
      const other = images.get(key);
      if (other) {
        throw new UserError(
          `${shard} has two images for ${key}: ${other.name} and ${name}`,
          'Give each image a name of its own up to its first point.',
        );
      }
      images.set(key, member);
    } else if (extension === 'cls') {
      if (size > maxLabelBytes)
        throw new UserError(`${shard}: ${name} is no label: it has ${size} bytes`, labelAdvice);
      const text = read();
      if (!isUtf8(text)) {
        throw new UserError(`${shard}: ${name} is no label: it is not UTF-8`, labelAdvice);
      }
      labels.set(key, text.toString('utf8').trim());
    } else others.add(`.${extension}`);
  });
  if (images.size === 0) {
    const beside = others.size === 0 ? '' : `; there is ${[...others].slice(0, 8).join(', ')}`;
    throw new UserError(`${shard} holds no image (${imageExtensions.join(', ')})${beside}`, kind.advice);
  }
  for (const key of labels.keys()) {
    if (!images.has(key)) {
      throw new UserError(
        `${shard}: ${key}.cls has no image beside it`,
        `An image is one of ${imageExtensions.join(', ')}.`,
      );
    }
  }
  return [...images].map(([key, image]) => ({ shard, key, image, label: labels.get(key) }));
}

/** webdataset's rule: a row's members have one name up to the first point after the last slash. Hidden files have no key. */
function partsOf(name: string): { readonly key: string; readonly extension: string } {
  const begin = name.lastIndexOf('/') + 1;
  const point = name.indexOf('.', begin);
  if (point < 0 || point === begin) return { key: '', extension: '' };
  return { key: name.slice(0, point).replace(/^\.\//, ''), extension: name.slice(point + 1).toLowerCase() };
}

const implementation: DatasetImplementation<WebDatasetArgs> = { open, files };
export default implementation;
