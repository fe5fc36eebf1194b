import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactStore, HostTensor, HostTensors, Logger, ObjectiveResult } from '@infomin/plugin';
import type { MetricsMark } from './metrics.js';
import type { StageRecord } from './stage-record.js';

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
    await this.store.write(this.path(this.number), encode(checkpoint, this.number, this.hash));
    this.saved = checkpoint.progress;
    this.last = performance.now();
  }

  /** The latest that is whole and belongs to this trial. */
  async load(log: Logger): Promise<Checkpoint | undefined> {
    let best: Decoded | undefined;
    for (const number of [0, 1]) {
      const path = this.path(number);
      const bytes = await this.store.read(path);
      if (!bytes) continue;
      const decoded = decode(bytes);
      if (isOther(bytes)) log.warn(`checkpoint ${path} is of another version of infomin and can't be used`);
      else if (!decoded) log.warn(`checkpoint ${path} is damaged: the one before it is used if there is one`);
      else if (decoded.hash === this.hash && decoded.number > (best?.number ?? 0)) best = decoded;
    }
    this.number = best?.number ?? 0;
    this.saved = best?.progress;
    return best;
  }

  private path(number: number): string {
    return `${this.folder}/checkpoint-${number % 2 === 0 ? 'a' : 'b'}.bin`;
  }
}

interface Header {
  readonly number: number;
  readonly hash: string;
  readonly progress: TrialProgress;
  readonly tensors: readonly (Pick<HostTensor, 'dtype' | 'shape'> & {
    readonly name: string;
    readonly bytes: number;
  })[];
}

type Decoded = Checkpoint & Pick<Header, 'number' | 'hash'>;

/** Its number changes with what is in one. */
const MAGIC = 'infomin checkpoint 3\n';
const OTHER = /^infomin checkpoint \d+\n/;
const CHECKSUM = 32;

/** Magic, SHA-256 of the rest, header length, header (JSON), tensors one after another. */
function encode({ tensors, progress }: Checkpoint, number: number, hash: string): Uint8Array[] {
  const entries = Object.entries(tensors).map(([name, { dtype, shape, data }]) => ({
    description: { name, dtype, shape, bytes: data.byteLength },
    data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  }));
  const header: Header = { number, hash, progress, tensors: entries.map((entry) => entry.description) };
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  const body = [length, text, ...entries.map((entry) => entry.data)];
  const checksum = createHash('sha256');
  for (const part of body) checksum.update(part);
  return [Buffer.from(MAGIC), checksum.digest(), ...body];
}

function decode(bytes: Uint8Array): Decoded | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = MAGIC.length + CHECKSUM;
  if (buffer.length < start + 4 || buffer.subarray(0, MAGIC.length).toString() !== MAGIC) return undefined;
  const body = buffer.subarray(start);
  const checksum = createHash('sha256').update(body).digest();
  if (!checksum.equals(buffer.subarray(MAGIC.length, start))) return undefined;
  const length = body.readUInt32LE(0);
  const header = JSON.parse(body.subarray(4, 4 + length).toString()) as Header;
  let offset = 4 + length;
  const tensors: Record<string, HostTensor> = {};
  for (const { name, dtype, shape, bytes: size } of header.tensors) {
    tensors[name] = { dtype, shape, data: typed(dtype, body.subarray(offset, offset + size)) };
    offset += size;
  }
  return { number: header.number, hash: header.hash, progress: header.progress, tensors };
}

/** Hash of what the training in a trial's folder depends on, as its checkpoints say; unchecked. */
export async function trainingHashIn(folder: string): Promise<string | undefined> {
  for (const name of ['checkpoint-a.bin', 'checkpoint-b.bin']) {
    const file = await open(join(folder, name)).catch(() => undefined);
    const hash = await headerOf(file)
      .then((header) => header?.hash)
      .catch(() => undefined)
      .finally(() => file?.close());
    if (typeof hash === 'string') return hash;
  }
  return undefined;
}

/** More than any header takes. */
const MOST = 64 * 2 ** 20;

async function headerOf(file: FileHandle | undefined): Promise<Header | undefined> {
  if (!file) return undefined;
  const start = Buffer.alloc(MAGIC.length + CHECKSUM + 4);
  await file.read(start, 0, start.length, 0);
  if (start.subarray(0, MAGIC.length).toString() !== MAGIC) return undefined;
  const text = Buffer.alloc(Math.min(MOST, start.readUInt32LE(MAGIC.length + CHECKSUM)));
  await file.read(text, 0, text.length, start.length);
  return JSON.parse(text.toString()) as Header;
}

/** Whether it was written in another format than this one. */
function isOther(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, MAGIC.length + 1)).toString('latin1');
  return OTHER.test(start) && !start.startsWith(MAGIC);
}

function typed(dtype: HostTensor['dtype'], bytes: Uint8Array): HostTensor['data'] {
  const copy = Uint8Array.from(bytes);
  if (dtype === 'uint8') return copy;
  return dtype === 'int32' ? new Int32Array(copy.buffer) : new Float32Array(copy.buffer);
}
