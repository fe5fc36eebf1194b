import { basename, dirname, resolve } from 'node:path';
import { type DatasetImplementation, type OpenDataset, UserError } from '@infomin/plugin';
import { allOrNone, indicesOfLabels } from '../images/classes.js';
import { imageAdvice } from '../images/decode.js';
import { type EncodedImages, openImages } from '../images/encoded.js';
import type { ImageArgs } from '../images/parameters.js';
import { type SplitName, splitNamed, splitWords } from '../images/split-names.js';
import { kindOf, readWhole } from '../storage/files.js';
import { columnOf, readTable, type Table } from './table.js';

interface CsvArgs extends ImageArgs {
  readonly file: string;
  readonly root?: string | undefined;
  readonly path: string;
  readonly label: string;
  readonly split?: string | undefined;
}

/** An image that a row of the table lists. */
interface Listed {
  readonly line: number;
  /** As the table has it. */
  readonly key: string;
  readonly path: string;
  readonly label: string;
}

async function files(args: CsvArgs): Promise<string[]> {
  const { splits } = await list(args);
  const images = [...splits.values()].flatMap((rows) => rows.map(({ path }) => path));
  return [resolve(args.file), ...new Set(images)];
}

async function open(args: CsvArgs): Promise<OpenDataset> {
  const file = resolve(args.file);
  const { splits: rows, unlabelled } = await list(args);
  const texts = [...rows.values()].map((split) =>
    allOrNone(
      split.map(({ label }) => label),
      (row) => `${file}, line ${split[row]!.line}`,
    ),
  );
  const indices = indicesOfLabels(
    texts.filter((labels) => labels !== undefined),
    `${file}, column ${args.label},`,
  );
  const splits = new Map<SplitName, EncodedImages>();
  for (const [i, [name, split]] of [...rows].entries()) {
    const labels = texts[i];
    splits.set(name, {
      from: file,
      count: split.length,
      where: (row) => `${split[row]!.path} (${basename(file)}, line ${split[row]!.line})`,
      key: (row) => split[row]!.key,
      read: (row) => readWhole(split[row]!.path, imageAdvice),
      labels: labels ? indices(labels) : unlabelled,
    });
  }
  const missing = (name: SplitName) =>
    new UserError(
      `${file} has no rows of split ${name}; there is ${[...rows.keys()].join(', ')}`,
      'Say by testSplit: 0.1 which share of the rows is to be the test split, or name the splits in a column `split`.',
    );
  return openImages({ splits, missing }, args);
}

/** The rows of each split that is asked for and there, all of their images files. */
async function list(args: CsvArgs) {
  const file = resolve(args.file);
  const root = args.root === undefined ? dirname(file) : resolve(args.root);
  const table = await readTable(file);
  const path = columnOf(table, args.path, file, 'path');
  const label = table.columns.indexOf(args.label);
  const splitOf = splitsOf(table, file, args);
  const splits = new Map<SplitName, Listed[]>();
  for (const { line, cells } of table.rows) {
    const split = splitOf(line, cells);
    const key = cells[path]!;
    if (key === '')
      throw new UserError(`${file}, line ${line}: there is no path`, 'Add it, or remove the row.');
    if (args.testSplit === undefined && !args.splits.includes(split)) continue;
    const rows = splits.get(split) ?? [];
    splits.set(split, rows);
    rows.push({ line, key, path: resolve(root, key), label: cells[label] ?? '' });
  }
  const listed = [...splits.values()].flat();
  if (listed.length === 0) {
    throw new UserError(
      `${file} has no row of split ${args.splits.join(', ')}`,
      'Say by splits which the table has.',
    );
  }
  refuseTwice(splits, file, args.testSplit !== undefined);
  await checkFiles(listed, file, root);
  const unlabelled =
    label < 0
      ? new UserError(
          `${file} has no column ${args.label}; there is ${table.columns.join(', ')}`,
          'Say which column holds the labels, as in Csv(…, label: "class"), or do without the column label.',
        )
      : new UserError(`The rows of ${file} have no labels`, 'Add them, or do without the column label.');
  return { splits, unlabelled };
}

/** The split of a row. */
function splitsOf(table: Table, file: string, { split, testSplit }: CsvArgs) {
  const at = split === undefined ? table.columns.indexOf('split') : columnOf(table, split, file, 'split');
  if (at < 0) return () => 'train' as const;
  if (testSplit !== undefined) {
    throw new UserError(
      `${file} has a column ${table.columns[at]}, and testSplit would draw other splits`,
      'Leave out testSplit, or remove the column.',
    );
  }
  return (line: number, cells: readonly string[]): SplitName => {
    const named = splitNamed(cells[at]!);
    if (named !== undefined) return named;
    throw new UserError(
      `${file}, line ${line}: \`${cells[at]}\` is no split`,
      `A split is one of ${splitWords}.`,
    );
  };
}

/** One image in train and in test would be known by heart. */
function refuseTwice(splits: ReadonlyMap<SplitName, readonly Listed[]>, file: string, drawn: boolean): void {
  const known = new Map<string, { readonly line: number; readonly split: SplitName }>();
  for (const [split, rows] of splits) {
    for (const { path, line } of rows) {
      const before = known.get(path) ?? { line, split };
      known.set(path, before);
      if (before.line === line || (before.split === split && !drawn)) continue;
      const lines = `${file}, lines ${Math.min(before.line, line)} and ${Math.max(before.line, line)}`;
      throw drawn
        ? new UserError(
            `${lines}: both are ${path}, which testSplit could put into train and test`,
            'Remove one of them, or name the splits in a column `split`.',
          )
        : new UserError(
            `${lines}: both are ${path}, once in ${before.split} and once in ${split}`,
            'Remove one of them.',
          );
    }
  }
}

const atOnce = 64;

/** Throws {@link UserError} with the first image that is not there and how many are not. */
async function checkFiles(listed: readonly Listed[], file: string, root: string): Promise<void> {
  let missing = 0;
  let first: { readonly line: number; readonly reason: string } | undefined;
  for (let begin = 0; begin < listed.length; begin += atOnce) {
    const chunk = listed.slice(begin, begin + atOnce);
    const reasons = await Promise.all(chunk.map(({ path }) => whyNoFile(path)));
    for (const [i, reason] of reasons.entries()) {
      if (reason === undefined) continue;
      missing++;
      first ??= { line: chunk[i]!.line, reason };
    }
  }
  if (first === undefined) return;
  throw new UserError(
    `${file}, line ${first.line}: ${first.reason}${missing > 1 ? `, one of ${missing} such images` : ''}`,
    `Paths are looked for below ${root}; root names another folder.`,
  );
}

async function whyNoFile(path: string): Promise<string | undefined> {
  try {
    return (await kindOf(path, '')).isFile() ? undefined : `${path} is no file`;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

const implementation: DatasetImplementation<CsvArgs> = { open, files };
export default implementation;
