import type { ColumnNode, NodePlan, ViewNode } from '@infomin/plan';
import type {
  ColumnData,
  HostImage,
  HostTensor,
  HostTensors,
  Random,
  RandomStreams,
  SplitReader,
} from '@infomin/plugin';
import { type HostOperation, isHost } from '../graph/expressions.js';
import { awaiting, faultOf } from '../graph/fault.js';
import { pick } from '../graph/operations.js';
import type { ResolvedTrial } from '../graph/resolved-trial.js';
import { checkImages, checkLabels, checkSource, makerOf } from '../graph/sources.js';
import { imagesOf, isRagged, stacked } from './images.js';

/** How rows are read: which pass over the split, and whether random view operations draw. */
export interface Reading {
  /** Part of the name of every random stream: `nce`, `nce/held out`. */
  readonly name: string;
  readonly epoch: number;
  readonly drawing: boolean;
}

/** Reads what a program needs of some rows of a split: columns, and views that are made on decoded images. */
export class RowReader {
  constructor(
    private readonly trial: ResolvedTrial,
    private readonly split: SplitReader,
    /** Ids of columns and host views, from {@link ExecutionGraph.sources}. */
    private readonly sources: readonly string[],
    private readonly random: RandomStreams,
    /** For messages. */
    private readonly splitName: string,
    /** Those of the split that are read, counted from 0 here; all, if left out. */
    private readonly only?: Int32Array,
    /** Whether they are held out from training. */
    private readonly heldOut = false,
  ) {}

  get size(): number {
    return this.only?.length ?? this.split.size;
  }

  /** All rows of the split, read or not. */
  get splitSize(): number {
    return this.split.size;
  }

  /** By node id; the first dimension is the number of rows. */
  async read(asked: Int32Array, reading: Reading): Promise<HostTensors> {
    const { only } = this;
    const rows = only ? asked.map((row) => only[row]!) : asked;
    const columns = new Map<string, Promise<ColumnData>>();
    const images = new Map<string, Promise<(HostImage | HostImage[])[]>>();
    const read = (node: ColumnNode) => shared(columns, node.id, () => this.readColumn(node, rows, reading));
    const made = (id: string): Promise<(HostImage | HostImage[])[]> => {
      const operation = this.trial.operations.get(id)!;
      const { node } = operation;
      if (node.op === 'column') {
        const source = this.trial.graph.node(this.trial.graph.canonical(id)) as ColumnNode;
        return read(source).then((data) => [...this.checkedImages(source, imagesOf(data, source.column))]);
      }
      if (!isHost(operation) || (node.op !== 'view' && node.op !== 'slice')) {
        throw new Error(`"${id}" is not computed on decoded images`);
      }
      const key = node.op === 'view' ? node.draw : id;
      return shared(images, key, async () =>
        this.transform(operation, await imagesAt(node.input), key, rows, reading),
      );
    };
    const imagesAt = async (id: string): Promise<HostImage[]> => {
      const { node } = this.trial.operations.get(id)!;
      const images = (await made(id)).map((result) => pick(result, node as ViewNode) as HostImage);
      return node.op === 'view' ? this.checkedImages(node, images) : images;
    };
    const entries = this.sources.map(async (id): Promise<[string, HostTensor]> => {
      const { node } = this.trial.operations.get(id)!;
      if (node.op === 'rows') return [id, this.numbered(rows)];
      if (node.op !== 'column') return [id, stacked(await imagesAt(id), node.name ?? id)];
      const data = await read(node);
      if (isRagged(data)) return [id, stacked(this.checkedImages(node, data.images), node.name ?? id)];
      checkSource(this.trial, node, data, rows.length);
      checkLabels(this.trial, node, data, rows, this.splitName);
      return [id, data];
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  private checkedImages<I extends readonly HostImage[]>(node: NodePlan, images: I): I {
    checkImages(this.trial, node, images);
    return images;
  }

  /** Which rows of the split they are, −1 where they are held out. */
  private numbered(rows: Int32Array): HostTensor {
    const data = this.heldOut ? new Int32Array(rows.length).fill(-1) : rows.slice();
    return { dtype: 'int32', shape: [rows.length], data };
  }

  private async readColumn(node: ColumnNode, rows: Int32Array, reading: Reading): Promise<ColumnData> {
    const { column, args, place } = node;
    const random = this.stream(node.id, reading);
    const maker = makerOf(this.trial, node);
    // A copy: a reader may sort what it is asked for.
    const asked = rows.slice();
    const data = await awaiting(maker, place, `reading ${column}`, () =>
      this.split.read({ column, rows: asked, args, random }),
    );
    if (data) return data;
    throw faultOf(maker, place, `gave nothing as column \`${column}\``);
  }

  private transform(
    operation: HostOperation,
    images: readonly HostImage[],
    stream: string,
    rows: Int32Array,
    reading: Reading,
  ): (HostImage | HostImage[])[] {
    const random = this.stream(stream, reading);
    return images.map((image, i) => operation.transform(image, random.at(rows[i]!), reading.drawing));
  }

  private stream(place: string, reading: Reading): Random {
    return this.random.stream(`${reading.name}/${place}`).at(reading.epoch);
  }
}

function shared<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const existing = known.get(key);
  if (existing) return existing;
  const made = make();
  known.set(key, made);
  return made;
}
