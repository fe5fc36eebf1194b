import type { HostTensors, RandomStreams } from '@infomin/plugin';
import type { RowReader } from './rows.js';
import { ownRows, type Share } from './share.js';

/** Rows of a batch with what is read of them. */
export interface Batch {
  /** Counted from the start of the stage. */
  readonly index: number;
  readonly epoch: number;
  readonly tensors: HostTensors;
}

export interface BatchOrder {
  /** Names the order and all draws; a stage and a batch. */
  readonly name: string;
  /** Rows a batch. */
  readonly rows: number;
  readonly random: RandomStreams;
  /** How many batches are read ahead of the one in use. */
  readonly ahead?: number;
  /** Called with a batch as soon as it is read. */
  arrived?(tensors: HostTensors): void;
  /** Which rows of each batch are read; all if left out. */
  readonly share?: Share | undefined;
}

/**
 * Batches of a split, shuffled anew in every epoch; rows that don't fill a batch are left out of the epoch. Which rows
 * a batch holds depends on the seed, the order's name and its index alone, so reading can go on at any index.
 */
export class BatchStream {
  readonly batchesPerEpoch: number;
  private readonly ahead: number;
  private readonly pending = new Map<number, Promise<Batch>>();
  private shuffled: { epoch: number; order: Int32Array } | undefined;

  constructor(
    private readonly reader: RowReader,
    private readonly order: BatchOrder,
    private position = 0,
  ) {
    this.batchesPerEpoch = Math.floor(reader.size / order.rows);
    this.ahead = order.ahead ?? 2;
  }

  /** The next batch; reading of those after it goes on meanwhile. */
  async next(): Promise<Batch> {
    const index = this.position++;
    for (let i = index; i <= index + this.ahead; i++) this.request(i);
    const batch = this.pending.get(index)!;
    this.pending.delete(index);
    return batch;
  }

  /** The rows of a batch, in order. */
  rowsOf(index: number): Int32Array {
    const epoch = Math.floor(index / this.batchesPerEpoch);
    if (this.shuffled?.epoch !== epoch) {
      const order = this.order.random
        .stream(`rows/${this.order.name}`)
        .at(epoch)
        .permutation(this.reader.size);
      this.shuffled = { epoch, order };
    }
    const from = (index % this.batchesPerEpoch) * this.order.rows;
    return this.shuffled.order.slice(from, from + this.order.rows);
  }

  private request(index: number): void {
    if (this.pending.has(index)) return;
    const epoch = Math.floor(index / this.batchesPerEpoch);
    const reading = this.reader
      .read(ownRows(this.rowsOf(index), this.order.share), { name: this.order.name, epoch, drawing: true })
      .then((tensors) => {
        this.order.arrived?.(tensors);
        return { index, epoch, tensors };
      });
    // A batch read ahead may never be asked for: its failure then concerns nobody.
    reading.catch(() => undefined);
    this.pending.set(index, reading);
  }
}
