import { basename } from 'node:path';
import { type DatasetImplementation, type OpenDataset, UserError } from '@infomin/plugin';
import { Cache } from '../images/cache.js';
import { allOrNone, indicesOfLabels, labelAdvice } from '../images/classes.js';
import { type EncodedImages, openImages } from '../images/encoded.js';
import type { ImageArgs } from '../images/parameters.js';
import { findShards, missingShards } from '../images/shards.js';
import type { SplitName } from '../images/split-names.js';
import { ParquetFile, parquetAdvice } from './parquet-file.js';

const extension = '.parquet';
const kind = {
  extension,
  advice:
    'Let root name a Parquet file, or the folder of train-00000-of-00001.parquet and the like, which may lie in its folder data.',
};

/** Of groups of rows as they are read; those of one file are all kept where they fit. */
const cacheBytes = 512 * 2 ** 20;
const maxGroupBytes = 2 ** 30;

interface ParquetArgs extends ImageArgs {
  readonly root: string;
  readonly image?: string | undefined;
  readonly label: string;
}

async function files(args: ParquetArgs): Promise<string[]> {
  return [...(await findShards(args, kind)).values()].flat();
}

async function open(args: ParquetArgs): Promise<OpenDataset> {
  const shards = await findShards(args, kind);
  const opened = new Map<SplitName, ParquetFile[]>();
  for (const [name, paths] of shards) {
    opened.set(name, await Promise.all(paths.map((path) => ParquetFile.open(path))));
  }
  const labels = new Map<SplitName, readonly string[] | undefined>();
  for (const [name, files] of opened) labels.set(name, await labelsOf(files, args.label));
  const labelled = [...labels.values()].filter((split) => split !== undefined);
  const indices = indicesOfLabels(labelled, `Column ${args.label} of ${[...shards.values()][0]![0]}`);
  const groups = new Cache<unknown[]>(cacheBytes, bytesIn);
  const splits = new Map<SplitName, EncodedImages>();
  for (const [name, files] of opened) {
    const texts = labels.get(name);
    splits.set(name, {
      ...imagesOf(files, args.image, groups),
      labels: texts ? indices(texts) : unlabelled(files, args.label),
    });
  }
  return openImages(
    {
      splits,
      missing: (name, present) => missingShards(args.root, name, present, extension),
      dispose: async () => groups.clear(),
    },
    args,
  );
}

/** The images of a split's files, one after another. */
function imagesOf(
  files: readonly ParquetFile[],
  named: string | undefined,
  cache: Cache<unknown[]>,
): Omit<EncodedImages, 'labels'> {
  const from = files[0]!.path;
  const groups = files.flatMap((file) => {
    const column = imageColumn(file, named);
    return file.groups.map((group, i) => {
      checkGroup(file, column, i);
      return { file, column, group };
    });
  });
  const places = groups.flatMap(({ group: { begin, end } }, i) =>
    Array.from({ length: end - begin }, (_, row) => ({ i, place: begin + row })),
  );
  if (places.length === 0) throw new UserError(`${from} has no rows`, parquetAdvice);
  const locate = (row: number) => {
    const { i, place } = places[row]!;
    return { ...groups[i]!, place };
  };
  const where = (row: number) => {
    const { file, place } = locate(row);
    return `${file.path}, row ${place},`;
  };
  return {
    from,
    count: places.length,
    where,
    key: (row) => {
      const { file, place } = locate(row);
      return `${basename(file.path)}:${place}`;
    },
    async read(row) {
      const { file, column, group, place } = locate(row);
      const read = () => file.read(column, group);
      const values = await cache.get(`${file.path}:${group.begin}`, read);
      return imageIn(values[place - group.begin], where(row));
    },
  };
}

function imageColumn(file: ParquetFile, named: string | undefined): string {
  const column = named ?? ['image', 'img'].find((name) => file.columns.includes(name));
  const type = column === undefined ? undefined : file.typeOf(column);
  if (column === undefined || type === undefined) {
    throw new UserError(
      `${file.path} has no column ${named ?? 'image or img'}; there is ${file.columns.join(', ')}`,
      'Say which column holds the images, as in Parquet(…, image: "picture").',
    );
  }
  const held = typeof type === 'string' ? type : type.bytes;
  if (held === 'BYTE_ARRAY') return column;
  const shown = typeof type === 'string' ? type : `{ ${Object.keys(type).join(', ')} }`;
  throw new UserError(
    `${file.path}: column ${column} is of ${shown}, expected BYTE_ARRAY or a struct with the field bytes`,
    'Say which column holds image files, as in Parquet(…, image: "picture").',
  );
}

function checkGroup(file: ParquetFile, column: string, group: number): void {
  const bytes = file.bytesOf(column, group);
  if (bytes <= maxGroupBytes) return;
  throw new UserError(
    `${file.path}: group ${group} of rows has ${(bytes / 2 ** 30).toFixed(1)} GiB of column ${column}, more than 1 GiB`,
    'Write smaller groups of rows, as in to_parquet(…, row_group_size=1000).',
  );
}

/** A row's image file. */
function imageIn(value: unknown, where: string): Uint8Array {
  const { bytes, path } = Object(value) as { bytes?: unknown; path?: unknown };
  const image = value instanceof Uint8Array ? value : bytes;
  if (image instanceof Uint8Array) return image;
  throw new UserError(
    `${where} holds no image${typeof path === 'string' ? `, only the path ${path}` : ''}`,
    'Write the image files into the column, or list their paths in a CSV file: Csv(…).',
  );
}

/** Labels of a split as texts; `undefined` where it has none. */
async function labelsOf(
  files: readonly ParquetFile[],
  column: string,
): Promise<readonly string[] | undefined> {
  const labels: (string | undefined)[] = [];
  const places: string[] = [];
  for (const file of files) {
    if (file.typeOf(column) === undefined) return undefined;
    const names = classNames(file, column);
    const values = await file.read(column, { begin: 0, end: file.rows });
    for (const [row, value] of values.entries()) {
      const where = `${file.path}, row ${row}`;
      places.push(where);
      labels.push(isMissing(value) ? undefined : labelText(value, where, names));
    }
  }
  return allOrNone(labels, (row) => places[row]!);
}

/** Also what pandas writes in its place, and −1, as Hugging Face's test splits without labels have. */
function isMissing(value: unknown): boolean {
  return (
    value === null || value === undefined || value === '' || [-1, -1n, Number.NaN].includes(value as number)
  );
}

function labelText(value: unknown, where: string, names: readonly unknown[] | undefined): string {
  if (!['string', 'bigint', 'number', 'boolean'].includes(typeof value)) {
    const what = value instanceof Uint8Array ? 'bytes' : typeof value;
    throw new UserError(`${where}: the label is of type ${what}`, labelAdvice);
  }
  if (names && Number(value) >= names.length) {
    throw new UserError(
      `${where}: the label is ${value}, though Hugging Face's metadata name ${names.length} classes`,
      parquetAdvice,
    );
  }
  return String(value);
}

/** Names of the classes of a column, where Hugging Face's metadata have them. */
function classNames(file: ParquetFile, column: string): readonly unknown[] | undefined {
  try {
    const { info } = JSON.parse(file.remark('huggingface') ?? '{}');
    const names: unknown = info?.features?.[column]?.names;
    return Array.isArray(names) ? names : undefined;
  } catch {
    return undefined;
  }
}

function unlabelled(files: readonly ParquetFile[], column: string): UserError {
  const without = files.find(({ columns }) => !columns.includes(column));
  if (without === undefined) {
    return new UserError(
      `${files[0]!.path} has no labels: its column ${column} is null or −1 in all rows`,
      'Do without the column label.',
    );
  }
  return new UserError(
    `${without.path} has no column ${column}; there is ${without.columns.join(', ')}`,
    'Say which column holds the labels, as in Parquet(…, label: "class"), or do without the column label.',
  );
}

/** Bytes of a group's images. */
function bytesIn(values: readonly unknown[]): number {
  return values.reduce((sum: number, value) => {
    const image = value instanceof Uint8Array ? value : Object(value).bytes;
    return sum + (image instanceof Uint8Array ? image.length : 0);
  }, 0);
}

const implementation: DatasetImplementation<ParquetArgs> = { open, files };
export default implementation;
