import { UserError } from '@infomin/plugin';
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type SchemaTree,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { kindOf } from '../storage/files.js';
import { readPart } from '../storage/read-part.js';

export const parquetAdvice = "Write it anew, as Hugging Face's datasets do: dataset.to_parquet(…).";

/** Rows that are stored together. */
export interface RowGroup {
  /** Within the file. */
  readonly begin: number;
  readonly end: number;
}

/** A Parquet file of which columns of some rows are read. */
export class ParquetFile {
  private constructor(
    readonly path: string,
    private readonly file: AsyncBuffer,
    private readonly metadata: FileMetaData,
    private readonly schema: SchemaTree,
    readonly groups: readonly RowGroup[],
  ) {}

  /** Throws {@link UserError} where it is none or is cut short. */
  static async open(path: string): Promise<ParquetFile> {
    const { size } = await kindOf(path, parquetAdvice);
    const file: AsyncBuffer = {
      byteLength: size,
      slice: async (start, end = size) => (await readPart(path, start, end - start, parquetAdvice)).buffer,
    };
    return blaming(`${path} is no Parquet file, or is cut short`, async () => {
      const metadata = await parquetMetadataAsync(file);
      const groups: RowGroup[] = [];
      for (const { num_rows } of metadata.row_groups) {
        const begin = groups.at(-1)?.end ?? 0;
        groups.push({ begin, end: begin + Number(num_rows) });
      }
      const [rows, said] = [groups.at(-1)?.end ?? 0, Number(metadata.num_rows)];
      if (rows !== said) throw new Error(`its groups have ${rows} rows, where it says ${said}`);
      return new ParquetFile(path, file, metadata, parquetSchema(metadata), groups);
    });
  }

  get rows(): number {
    return this.groups.at(-1)?.end ?? 0;
  }

  get columns(): readonly string[] {
    return this.schema.children.map(({ element }) => element.name);
  }

  /** A column's physical type, with those of its fields where it is a struct: `BYTE_ARRAY`, `{ bytes: BYTE_ARRAY }`. */
  typeOf(column: string): string | Readonly<Record<string, string | undefined>> | undefined {
    const found = this.schema.children.find(({ element }) => element.name === column);
    if (found === undefined) return undefined;
    if (found.element.repetition_type === 'REPEATED' || found.element.converted_type !== undefined) {
      return found.element.converted_type ?? 'a list';
    }
    if (found.children.length === 0) return found.element.type;
    return Object.fromEntries(found.children.map(({ element }) => [element.name, element.type]));
  }

  /** Bytes of a column of a group, uncompressed. */
  bytesOf(column: string, group: number): number {
    const parts = this.metadata.row_groups[group]!.columns.map(({ meta_data }) => meta_data);
    const ofColumn = parts.filter((part) => part?.path_in_schema[0] === column);
    return ofColumn.reduce((sum, part) => sum + Number(part!.total_uncompressed_size), 0);
  }

  /** What whoever wrote the file said of it under a key. */
  remark(key: string): string | undefined {
    return this.metadata.key_value_metadata?.find((each) => each.key === key)?.value;
  }

  /** A column of some rows; bytes stay bytes. */
  async read(column: string, { begin, end }: RowGroup): Promise<unknown[]> {
    return blaming(`${this.path} is damaged: rows ${begin} to ${end - 1} of column ${column}`, async () => {
      const { file, metadata } = this;
      const range = { rowStart: begin, rowEnd: end };
      const rows = await parquetReadObjects({
        ...{ file, metadata, compressors, ...range },
        columns: [column],
        utf8: false,
      });
      if (rows.length !== end - begin) throw new Error(`there are ${rows.length} of them`);
      return rows.map((row): unknown => row[column]);
    });
  }
}

/** Whatever the reader stumbles over is the file's fault. */
async function blaming<T>(what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${what}: ${reason}`, parquetAdvice);
  }
}
