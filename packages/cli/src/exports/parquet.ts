import type { HostTensor } from '@infomin/plugin';
import { parquetWriteBuffer } from 'hyparquet-writer';

type Cell = number | string | null;

/** A column of a table; `null` where a row has no value. */
export interface TableColumn {
  readonly name: string;
  readonly type: 'INT32' | 'DOUBLE' | 'FLOAT' | 'STRING';
  readonly data: readonly Cell[];
}

/** A table as a Parquet file, and after its columns, if given, a tensor's rows as lists of float32. */
export function parquetFile(
  columns: readonly TableColumn[],
  metadata: Readonly<Record<string, string>>,
  list?: { readonly name: string; readonly values: HostTensor },
): Uint8Array {
  const schema = [
    { name: 'root', num_children: columns.length + (list ? 1 : 0) },
    ...columns.map(({ name, type, data }) => ({
      name,
      ...(type === 'STRING' ? { type: 'BYTE_ARRAY' as const, converted_type: 'UTF8' as const } : { type }),
      repetition_type: data.includes(null) ? ('OPTIONAL' as const) : ('REQUIRED' as const),
    })),
    ...(list ? listOf(list.name) : []),
  ];
  const columnData = [
    ...columns.map(({ name, data }) => ({ name, data: [...data] })),
    ...(list ? [{ name: list.name, data: rowsOf(list.values) }] : []),
  ];
  const kvMetadata = Object.entries(metadata).map(([key, value]) => ({ key, value }));
  return new Uint8Array(parquetWriteBuffer({ schema, columnData, kvMetadata, createdBy: 'infomin' }));
}

const listOf = (name: string) => [
  { name, repetition_type: 'REQUIRED' as const, converted_type: 'LIST' as const, num_children: 1 },
  { name: 'list', repetition_type: 'REPEATED' as const, num_children: 1 },
  { name: 'element', type: 'FLOAT' as const, repetition_type: 'REQUIRED' as const },
];

function rowsOf({ data, shape: [rows = 0] }: HostTensor): number[][] {
  const size = data.length / rows;
  return Array.from({ length: rows }, (_, row) => Array.from(data.subarray(row * size, (row + 1) * size)));
}
