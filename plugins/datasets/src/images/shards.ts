import { join, resolve } from 'node:path';
import { UserError } from '@infomin/plugin';
import { kindOf, listFolder } from '../storage/files.js';
import type { ImageArgs } from './parameters.js';
import { type SplitName, splitNamed } from './split-names.js';

/** What is looked for. */
export interface ShardKind {
  /** `.parquet` */
  readonly extension: string;
  /** What to do where there are none. */
  readonly advice: string;
}

interface Shard {
  readonly path: string;
  readonly split: SplitName | undefined;
}

/**
 * The files of each split that is asked for and there, sorted by path; with `testSplit` all of them as train. `root` is one
 * file, or a folder of files, in it, in its folder `data` or in folders named after splits. A word of a file's name, or its
 * folder's, names the split, as in `train-00000-of-00001.parquet`; where none does, all are train. Throws {@link UserError}
 * where there are none, or where it is unclear what they are of.
 */
export async function findShards(
  args: Pick<ImageArgs, 'splits' | 'testSplit'> & { readonly root: string },
  kind: ShardKind,
): Promise<Map<SplitName, string[]>> {
  const root = resolve(args.root);
  const found = await shardsBelow(root, kind);
  if (found.length === 0) {
    throw new UserError(`${root} holds no file of name *${kind.extension}`, kind.advice);
  }
  const unnamed = found.filter(({ split }) => split === undefined);
  if (unnamed.length > 0 && unnamed.length < found.length) {
    throw new UserError(
      `${unnamed[0]!.path} is of no split, while other files of ${root} name theirs`,
      'Name the split of each file, as in train-00000, or of none.',
    );
  }
  const splits = new Map<SplitName, string[]>();
  for (const { path, split = 'train' } of found) {
    const paths = splits.get(split) ?? [];
    splits.set(split, paths);
    paths.push(path);
  }
  const names = [...splits.keys()];
  if (args.testSplit !== undefined) {
    if (names.length === 1) return new Map([['train', splits.get(names[0]!)!]]);
    throw new UserError(
      `${root} has files of ${names.join(', ')}, and testSplit would draw other splits`,
      'Leave out testSplit, or let root name one file.',
    );
  }
  for (const name of names) if (!args.splits.includes(name)) splits.delete(name);
  if (splits.size > 0) return splits;
  throw new UserError(
    `${root} has files of ${names.join(', ')}, none of ${args.splits.join(', ')}`,
    'Say by splits which there are.',
  );
}

/** What is thrown where a split is asked for that has no files. */
export function missingShards(
  root: string,
  name: SplitName,
  present: readonly SplitName[],
  extension: string,
): UserError {
  return new UserError(
    `${resolve(root)} has no file of split ${name}; there is ${present.join(', ')}`,
    `Say by testSplit: 0.1 which share is to be the test split, or add ${name}-00000${extension}.`,
  );
}

async function shardsBelow(root: string, { extension, advice }: ShardKind): Promise<Shard[]> {
  const here = await kindOf(root, advice);
  if (here.isFile()) return [{ path: root, split: undefined }];
  const shards: Shard[] = [];
  const folders: string[] = [];
  for (const { name } of await visible(root, advice)) {
    const path = join(root, name);
    if (name.endsWith(extension)) shards.push({ path, split: splitIn(path, root) });
    else if (name === 'data' || splitNamed(name) !== undefined) folders.push(path);
  }
  for (const folder of folders) {
    if (!(await kindOf(folder, advice)).isDirectory()) continue;
    for (const { name } of await visible(folder, advice)) {
      const path = join(folder, name);
      if (name.endsWith(extension)) shards.push({ path, split: splitIn(path, root) });
    }
  }
  return shards;
}

const visible = async (folder: string, advice: string) =>
  (await listFolder(folder, advice)).filter(({ name }) => !name.startsWith('.'));

/** The split that words of a file's name, and of its folder's, name. */
function splitIn(path: string, root: string): SplitName | undefined {
  const words = path.slice(root.length).split(/[-._ \d/\\]+/);
  const [split, other] = new Set(words.map(splitNamed).filter((named) => named !== undefined));
  if (other === undefined) return split;
  throw new UserError(
    `${path} names ${split} and ${other}, so it is unclear which it is of`,
    'Let one word of its name and its folder name a split, as in train-00000.',
  );
}
