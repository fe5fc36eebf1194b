import { UserError } from '@infomin/plugin';
import { CsvError, parse } from 'csv-parse/sync';
import { readWhole } from '../storage/files.js';
import { isUtf8 } from '../storage/utf8.js';

/** A table's cells as texts. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}

export interface TableRow {
  /** Of the file, from 1; of several, the last one. */
  readonly line: number;
  readonly cells: readonly string[];
}

const advice = 'A table is a CSV file: columns separated by commas, their names in its first line.';

/** Reads a CSV file; throws {@link UserError} where there is none, with the line where it is none. */
export async function readTable(path: string): Promise<Table> {
  const file = await readWhole(path, advice);
  refuseOtherText(path, file);
  const [head, ...rows] = parseTable(path, file);
  if (head === undefined) throw new UserError(`${path} is empty`, advice);
  const twice = head.cells.find((name, i) => head.cells.indexOf(name) !== i);
  if (twice !== undefined) throw new UserError(`${path} has two columns named ${twice}`, advice);
  if (rows.length === 0) throw new UserError(`${path} has no rows below the names of its columns`, advice);
  return { columns: head.cells, rows };
}

/** Letters that are no UTF-8 would all become one, and classes whose names differ in them, too. */
function refuseOtherText(path: string, file: Buffer): void {
  if (isUtf8(file)) return;
  const lines = file.toString('latin1').split('\n');
  const line = 1 + lines.findIndex((text) => !isUtf8(Buffer.from(text, 'latin1')));
  throw new UserError(
    `${path}, line ${line}: this is not UTF-8`,
    'Save the table as UTF-8, as `iconv -f LATIN1 -t UTF-8` does from another encoding.',
  );
}

function parseTable(path: string, file: Buffer): TableRow[] {
  try {
    const records = parse(file, { bom: true, info: true, skip_empty_lines: true, trim: true });
    return (records as unknown as { info: { lines: number }; record: string[] }[]).map(
      ({ info, record }) => ({ line: info.lines, cells: record }),
    );
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UserError(`${path} is no table: ${error.message}`, advice);
  }
}

/** Where a column stands; throws {@link UserError} that names the columns there are. `parameter` says which is meant. */
export function columnOf({ columns }: Table, name: string, path: string, parameter: string): number {
  const at = columns.indexOf(name);
  if (at >= 0) return at;
  throw new UserError(
    `${path} has no column ${name}; there is ${columns.join(', ')}`,
    columns.length === 1 && /[;\t|]/.test(columns[0]!)
      ? 'Separate columns by commas.'
      : `Say which column it is: Csv(…, ${parameter}: "${columns.at(-1)}").`,
  );
}
