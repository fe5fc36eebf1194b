import { createHash } from 'node:crypto';
import { closeSync, readSync } from 'node:fs';
import { dirname, extname, relative, sep } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { type CallValue, contentHash, type Plan } from '@infomin/plan';
import {
  type Bound,
  type DatasetContext,
  type Implementations,
  isBound,
  isProblem,
  type Nested,
  type OpenDataset,
  Random,
  type SplitReader,
  UserError,
} from '@infomin/plugin';
import { openRegularFileNow } from '@infomin/plugin/regular-file';
import { settled } from '@infomin/plugin/settled';
import { resolveCall, signatureOf } from '../base/bound.js';
import { implementationContainer } from '../base/container.js';
import type { Constructors } from '../base/registry.js';
import { silent } from '../base/silent.js';

/** What the files hold that the datasets and models of a plan read. */
export interface DataHashes {
  /** `null` for one that reads no files, `undefined` for one that can't be read. */
  of(call: CallValue): string | null | undefined;
  /** By the names of those that read files. */
  readonly byName: Readonly<Record<string, string>>;
}

/**
 * What the datasets and models of a plan read, as hashes of sizes and content of the files, under names that don't tell
 * where they lie.
 */
export async function dataOf(plan: Pick<Plan, 'trials'>, registry: Constructors): Promise<DataHashes> {
  const container = await implementationContainer(registry);
  const known = new Map<string, string | null | undefined>();
  const byName = new Map<string, Set<string>>();
  for (const { name, call } of plan.trials.flatMap(({ datasets, models }) => [...datasets, ...models])) {
    const key = JSON.stringify(call);
    if (!known.has(key)) {
      const hash = resolveCall(call, signatureOf(call, registry).kind, registry, container).then(hashOf);
      known.set(key, await hash.catch(() => undefined));
    }
    const hash = known.get(key);
    if (typeof hash === 'string') byName.set(name, (byName.get(name) ?? new Set()).add(hash));
  }
  const named = [...byName].map(([name, hashes]) => [name, contentHash([...hashes].sort())]);
  return { of: (call) => known.get(JSON.stringify(call)), byName: Object.fromEntries(named) };
}

/** `null` for one that reads no files: its arguments, which the plan has, say all. */
async function hashOf(reader: Bound): Promise<string | null> {
  const { id, args, implementation } = reader;
  const reading = implementation as Implementations['dataset' | 'model'];
  const files = await settled(`finding the files of ${id}`, async () => reading.files?.(args));
  const parts = await Promise.all(readersIn(args).map(hashOf));
  if (files) parts.push(await filesHash(files, () => labelsOf(reader)));
  return parts.some((part) => part !== null) ? contentHash(parts) : null;
}

/** The datasets and models among arguments. */
function readersIn(args: unknown): Bound[] {
  return Object.values(Object(args)).filter(
    (value) => isBound(value) && ['dataset', 'model'].includes(value.signature.kind),
  ) as Bound[];
}

/**
 * The classes that a dataset gives of all its rows, column by column. Shards hold labels among their images, where blocks from
 * all over pass over most.
 */
async function* labelsOf(reading: Bound): AsyncGenerator<Uint8Array> {
  const { signature, args } = reading;
  const described = signature.kind === 'dataset' && signature.describe(args);
  if (!described || isProblem(described)) return;
  const classes = Object.entries(described.columns).filter(
    ([, { type, parameters, random }]) => type.kind === 'Class' && !parameters && !random,
  );
  const opened: OpenDataset[] = [];
  const context: DatasetContext = {
    log: silent,
    signal: new AbortController().signal,
    seed: 0,
    async open({ implementation, args }) {
      opened.push(await implementation!.open(args, context));
      return opened.at(-1)!;
    },
  };
  try {
    const { splits } = await context.open(reading as Nested<'dataset'>);
    for (const [column] of classes) {
      for (const split of Object.values(splits)) yield* columnOf(split, column);
    }
  } finally {
    for (const dataset of opened) await dataset.dispose?.();
  }
}

const ROWS = 4096;

/** Nothing where a split has no such column: that is told to whoever reads it. */
async function* columnOf(split: SplitReader, column: string): AsyncGenerator<Uint8Array> {
  try {
    for (let row = 0; row < split.size; row += ROWS) {
      const rows = Int32Array.from({ length: Math.min(ROWS, split.size - row) }, (_, i) => row + i);
      const read = await split.read({ column, rows, args: {}, random: Random.of(0, column) });
      if ('data' in read) yield new Uint8Array(Int32Array.from(read.data).buffer);
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
}

/**
 * Up to so many bytes are read whole. Of more, half as many in blocks from all over, and half as many from where files begin,
 * shared among their endings and then among the files of one, and the labels: small files are read whole beside large ones.
 */
const MOST = 256 * 2 ** 20;
const BLOCK = 64 * 1024;

/**
 * Of names below their common folder, sizes and content, in their order; the name of one alone says nothing. `labels` counts
 * where not all is read.
 */
export async function filesHash(
  paths: readonly string[],
  labels?: () => AsyncIterable<Uint8Array>,
  most = MOST,
): Promise<string> {
  const hash = createHash('sha256');
  const base = paths.length === 1 ? paths[0]! : commonFolder(paths);
  let total = 0;
  for (const [i, path] of paths.entries()) {
    const { file, size } = openRegularFileNow(path);
    closeSync(file);
    hash.update(`${relative(base, path).split(sep).join('/')}\0${size}\n`);
    total += size;
    if (i % 256 === 255) await breathe();
  }
  const whole = total <= most;
  const stride = whole ? BLOCK : (total / (most / 2)) * BLOCK;
  const shares = new Map<string, number>();
  for (const path of paths) shares.set(extname(path), (shares.get(extname(path)) ?? 0) + 1);
  const block = Buffer.alloc(BLOCK);
  let read = 0;
  const take = async (file: number, from: number, bytes = BLOCK) => {
    hash.update(block.subarray(0, readSync(file, block, 0, bytes, from)));
    if (++read % 64 === 0) await breathe();
  };
  /** Where the next block begins, counted from the start of the file. */
  let next = 0;
  for (const path of paths) {
    const { file, size } = openRegularFileNow(path);
    try {
      const begin = whole ? 0 : Math.min(size, most / 2 / shares.size / shares.get(extname(path))!);
      for (let at = 0; at < begin; at += BLOCK) await take(file, at, Math.ceil(Math.min(BLOCK, begin - at)));
      for (; next < size; next += stride) await take(file, Math.floor(next));
    } finally {
      closeSync(file);
    }
    next = stride === BLOCK ? 0 : next - size;
  }
  if (!whole && labels) for await (const some of labels()) hash.update(some);
  return hash.digest('hex');
}

/** The folder below which all files lie. */
function commonFolder(paths: readonly string[]): string {
  let folder = paths[0] === undefined ? '' : dirname(paths[0]);
  const above = (path: string) => path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
  while (!paths.every(above)) folder = dirname(folder);
  return folder;
}
