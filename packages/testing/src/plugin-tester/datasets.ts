import {
  type ColumnData,
  type DatasetContext,
  type DatasetDescription,
  formatType,
  type HostTensor,
  type OpenDataset,
  Random,
  type ReadRequest,
  type Type,
} from '@infomin/plugin';
import { accepted, type Bench, type Given, silent } from './bench.js';

/** An open dataset under test. */
export class DatasetReader {
  constructor(
    private readonly id: string,
    /** Columns and splits as the signature describes them. */
    readonly description: DatasetDescription,
    private readonly open: OpenDataset,
  ) {}

  /** Rows of a split. Throws where the dataset has no such split. */
  size(split: string): number {
    return this.split(split).size;
  }

  /** Rows of a column. Throws where they are not of the type that the signature describes. */
  async read(
    split: string,
    column: string,
    rows: Iterable<number>,
    more: Partial<Pick<ReadRequest, 'args' | 'random'>> = {},
  ): Promise<ColumnData> {
    const picked = Int32Array.from(rows);
    const { args = {}, random = Random.of(0, column) } = more;
    const data = await this.split(split).read({ column, rows: picked, args, random });
    const type = this.description.columns[column]?.type;
    const defect = type === undefined ? 'is not described' : defectOf(data, type, picked.length);
    if (defect === undefined) return data;
    throw new Error(`${this.id}: column ${column} of ${split} ${defect}`);
  }

  /**
   * Reads some rows of every described column without parameters, twice. Throws where a split is missing, where values are
   * not of their column's type, or where reading again with the same randomness gives other values.
   */
  async expectColumns(rows: Iterable<number> = [0]): Promise<void> {
    const picked = [...rows];
    for (const split of Object.keys(this.description.splits)) {
      for (const [name, column] of Object.entries(this.description.columns)) {
        if (column.parameters !== undefined || column.splits?.includes(split) === false) continue;
        const [once, again] = [await this.read(split, name, picked), await this.read(split, name, picked)];
        if (JSON.stringify(once) !== JSON.stringify(again)) {
          throw new Error(`${this.id}: column ${name} of ${split} reads otherwise the second time`);
        }
      }
    }
  }

  async dispose(): Promise<void> {
    await this.open.dispose?.();
  }

  private split(name: string) {
    const split = this.open.splits[name];
    if (split === undefined) throw new Error(`${this.id} opens no split ${name}`);
    return split;
  }
}

/** Opens a dataset, and those that it takes as arguments. */
export async function opened(bench: Bench, call: string, given: Given): Promise<DatasetReader> {
  const { id, signature, args, implementation } = await bench.resolve(call, 'dataset', given);
  const description = accepted(id, signature.describe(args));
  const context: DatasetContext = {
    log: silent,
    signal: new AbortController().signal,
    seed: given.seed ?? 0,
    open: async (nested) => {
      if (!nested.implementation) throw new Error(`${nested.id} was given without its implementation`);
      return nested.implementation.open(nested.args, context);
    },
  };
  return new DatasetReader(id, description, await implementation.open(args, context));
}

/** What is wrong with a column's values, as the end of a sentence. */
function defectOf(data: ColumnData, type: Type, rows: number): string | undefined {
  if ('images' in data) {
    const odd = data.images.find(({ height, width, channels, data: pixels }) => {
      const dims = [height, width, channels];
      return (
        pixels.length !== height * width * channels ||
        type.dims.some((dim, i) => dim !== '?' && dim !== dims[i])
      );
    });
    if (data.images.length !== rows) return `gives ${data.images.length} images for ${rows} rows`;
    return odd && `has an image ${odd.height}×${odd.width}×${odd.channels}, described is ${formatType(type)}`;
  }
  return tensorDefect(data, type, rows);
}

function tensorDefect({ dtype, shape, data }: HostTensor, type: Type, rows: number): string | undefined {
  const dims = type.kind === 'Class' || type.kind === 'Scalar' ? [] : type.dims;
  const fits =
    shape.length === dims.length + 1 && dims.every((dim, i) => dim === '?' || dim === shape[i + 1]);
  if (shape[0] !== rows || !fits) return `is [${shape}] for ${rows} rows, described is ${formatType(type)}`;
  if ((dtype === 'int32') !== (type.kind === 'Class')) return `is ${dtype}, described is ${formatType(type)}`;
  const size = shape.reduce((a, b) => a * b, 1);
  if (data.length !== size) return `has ${data.length} numbers for [${shape}]`;
  const classes = type.kind === 'Class' && type.dims[0] !== '?' ? Number(type.dims[0]) : undefined;
  const odd = data.find(
    (value) => !Number.isFinite(value) || (classes !== undefined && (value < 0 || value >= classes)),
  );
  return odd === undefined ? undefined : `holds ${odd}, described is ${formatType(type)}`;
}
