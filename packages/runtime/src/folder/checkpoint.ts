import { join } from 'node:path';
import type { ArtifactStore, HostTensors, Logger, ObjectiveResult } from '@infomin/plugin';
import type { MetricsMark } from './metrics.js';
import type { StageRecord } from './stage-record.js';
import { type Decoded, decode, encode, readHeader } from './tensor-file.js';

/** All that is needed to go on with a trial; randomness is counter-based, so the step says where it stands. */
export interface Checkpoint {
  readonly tensors: HostTensors;
  readonly progress: TrialProgress;
}

export interface TrialProgress {
  /** Number of the stage under way. */
  readonly stage: number;
  /** `undefined` where the stage has not begun. */
  readonly record: StageRecord | undefined;
  /** Results of the stages that are done. */
  readonly objectives: Readonly<Record<string, ObjectiveResult>>;
  /** Ids of stages that ended collapsed. */
  readonly collapsed: readonly string[];
  /** What the trial had written to `metrics.jsonl`, on disk before this. */
  readonly metrics: MetricsMark;
  /** Spent in training. */
  readonly seconds: number;
}

/** Seconds between two checkpoints of a stage. */
const INTERVAL = 45;

/**
 * A trial's checkpoints: two files that take turns, so that the one before the last is always there. A file that is
 * cut short or altered fails its checksum and is passed over.
 */
export class Checkpoints {
  private number = 0;
  private saved: TrialProgress | undefined;
  private last = performance.now();

  constructor(
    private readonly store: ArtifactStore,
    /** Folder within the run's. */
    private readonly folder: string,
    /** Changes with everything that makes the trial's stages what they are. */
    private readonly hash: string,
    private readonly interval = INTERVAL,
  ) {}

  /** How far the trial had come at the last one, written or read. */
  get progress(): TrialProgress | undefined {
    return this.saved;
  }

  /** Whether the last one is old enough. */
  due(): boolean {
    return performance.now() - this.last >= this.interval * 1000;
  }

  async save(checkpoint: Checkpoint): Promise<void> {
    this.number++;
    await this.store.write(
      this.path(this.number),
      encode(
        MAGIC,
        { number: this.number, hash: this.hash, progress: checkpoint.progress },
        checkpoint.tensors,
      ),
    );
    this.saved = checkpoint.progress;
    this.last = performance.now();
  }

  /** The latest that is whole and belongs to this trial. */
  async load(log: Logger): Promise<Checkpoint | undefined> {
    let best: Decoded<Header> | undefined;
    for (const number of [0, 1]) {
      const path = this.path(number);
      const bytes = await this.store.read(path);
      if (!bytes) continue;
      const decoded = decode<Header>(MAGIC, bytes);
      if (isOther(bytes)) log.warn(`checkpoint ${path} is of another version of infomin and can't be used`);
      else if (!decoded) log.warn(`checkpoint ${path} is damaged: the one before it is used if there is one`);
      else if (decoded.header.hash === this.hash && decoded.header.number > (best?.header.number ?? 0))
        best = decoded;
    }
    this.number = best?.header.number ?? 0;
    this.saved = best?.header.progress;
    return best && { tensors: best.tensors, progress: best.header.progress };
  }

  private path(number: number): string {
    return `${this.folder}/checkpoint-${number % 2 === 0 ? 'a' : 'b'}.bin`;
  }
}

interface Header {
  readonly number: number;
  readonly hash: string;
  readonly progress: TrialProgress;
}

/** Its number changes with what is in one. */
const MAGIC = 'infomin checkpoint 3\n';
const OTHER = /^infomin checkpoint \d+\n/;

/** Hash of what the training in a trial's folder depends on, as its checkpoints say; unchecked. */
export async function trainingHashIn(folder: string): Promise<string | undefined> {
  for (const name of ['checkpoint-a.bin', 'checkpoint-b.bin']) {
    const header = await readHeader<Header>(MAGIC, join(folder, name));
    if (typeof header?.hash === 'string') return header.hash;
  }
  return undefined;
}

/** Whether it was written in another format than this one. */
function isOther(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, MAGIC.length + 1)).toString('latin1');
  return OTHER.test(start) && !start.startsWith(MAGIC);
}
