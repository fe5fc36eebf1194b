import { constants } from 'node:fs';
import { access, stat, utimes } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { contentHash } from '@infomin/plan';
import {
  emptyRecord,
  type HostTensors,
  type Logger,
  type ObjectiveResult,
  type TensorSpec,
} from '@infomin/plugin';
import { makeFolder } from '../base/make-folder.js';
import { refusal } from '../base/refusal.js';
import { type ClaimOptions, claimStage, type LetGo } from './claim.js';
import type { MetricLine } from './metrics.js';
import { FolderStore, isFileName } from './store.js';
import { type Decoded, decode, encode } from './tensor-file.js';

/** What a stage came to. */
export interface KeptStage {
  /** What it moved: weights of models, state of views and terms. */
  readonly tensors: HostTensors;
  readonly result: ObjectiveResult;
  readonly collapsed: boolean;
  /** That it was trained. */
  readonly seconds: number;
  /** Its lines of `metrics.jsonl`, in their order. */
  readonly lines: readonly MetricLine[];
  /** Texts that it left beside its trial's checkpoints, by their names. */
  readonly files: Readonly<Record<string, string>>;
}

/** How a run uses a store. */
export interface StoreUse {
  readonly folder: string;
  /** Whether what is there is taken. */
  readonly reads: boolean;
  readonly writes: boolean;
}

export const MAGIC = 'infomin stage 1\n';
export const ENTRY = /^[0-9a-f]{64}\.bin$/;
/** Folder of what runs need. */
export const RUNS = 'runs';

/** What the header of an entry says. */
export interface EntryHeader extends Omit<KeptStage, 'tensors'> {
  readonly key: string;
  readonly stage: string;
}

/** What a run needs of a store. */
export interface Needed {
  /** The run's folder. */
  readonly folder: string;
  readonly keys: readonly string[];
}

/**
 * Results of stages by what they depend on, shared by runs and machines. Entries appear whole and are the same whoever wrote
 * them. Whatever is wrong with a store, a run goes on: it is told once.
 */
export class StageStore {
  private readonly files: FolderStore;
  /** Versions of entries by their keys. */
  private readonly damaged = new Map<string, string>();
  private told = false;

  constructor(
    private readonly use: StoreUse,
    private readonly log: Logger,
  ) {
    this.files = new FolderStore(use.folder);
  }

  /** An entry that could not be taken is none until another one is in its place. */
  async has(key: string): Promise<boolean> {
    const path = join(this.use.folder, entry(key));
    if (!this.use.reads) return false;
    try {
      await access(path, constants.R_OK);
      return (await versionOf(path)) !== this.damaged.get(key);
    } catch {
      return false;
    }
  }

  /** @param expected the tensors that it must have moved */
  async take(
    key: string,
    stage: string,
    expected: Readonly<Record<string, TensorSpec>>,
  ): Promise<KeptStage | undefined> {
    if (!this.use.reads) return undefined;
    const path = join(this.use.folder, entry(key));
    try {
      const version = await versionOf(path).catch(() => '');
      const bytes = await this.files.read(entry(key));
      if (!bytes) return undefined;
      const decoded = decode<EntryHeader>(MAGIC, bytes);
      if (decoded?.header.key !== key || !fits(decoded, expected)) {
        this.log.warn(`${path} is damaged: ${stage} is trained`);
        this.damaged.set(key, version);
        return undefined;
      }
      // Of an entry that somebody else owns, only they may say so.
      const now = new Date();
      if (this.use.writes) await utimes(path, now, now).catch(() => undefined);
      const { result, collapsed, seconds, lines, files } = decoded.header;
      return { tensors: decoded.tensors, result, collapsed, seconds, lines, files };
    } catch (error) {
      this.tell(error);
      return undefined;
    }
  }

  /**
   * Claims a stage that is to be trained, so that others wait for it; so does this one, where `waits` says so and another
   * trains it. Where that is not possible, it is trained all the same.
   */
  async claim(key: string, options: Pick<ClaimOptions, 'stage' | 'waits' | 'signal'>): Promise<LetGo> {
    const nothing = async () => undefined;
    if (!this.use.writes || !this.use.reads) return nothing;
    const isThere = () => this.has(key);
    try {
      const letGo = await claimStage(this.use.folder, { ...options, key, log: this.log, isThere });
      return () => letGo().catch((error: unknown) => this.tell(error));
    } catch (error) {
      this.tell(error);
      return nothing;
    }
  }

  /** Tensors but those that are `expected` are left out. */
  async keep(
    key: string,
    stage: string,
    { tensors, ...kept }: KeptStage,
    expected: Readonly<Record<string, TensorSpec>>,
  ): Promise<void> {
    if (!this.use.writes) return;
    const header: EntryHeader = { key, stage, ...kept };
    const moved = Object.fromEntries(
      Object.entries(tensors).filter(([name]) => Object.hasOwn(expected, name)),
    );
    await this.files
      .write(entry(key), encode(MAGIC, header, moved))
      .catch((error: unknown) => this.tell(error));
  }

  /** Says what a run needs, so that nobody removes it. */
  async need(needed: Needed): Promise<void> {
    if (!this.use.writes) return;
    const name = contentHash(needed.folder).slice(0, 32);
    await this.files
      .write(`${RUNS}/${name}.json`, JSON.stringify(needed))
      .catch((error: unknown) => this.tell(error));
  }

  private tell(error: unknown): void {
    if (this.told) return;
    this.told = true;
    const { folder } = this.use;
    tellOf(folder, refusal(`${folder} can't be used`, folder, error), this.log);
  }
}

const entry = (key: string) => `${key}.bin`;

/** Tells a file from another one that took its place. */
async function versionOf(path: string): Promise<string> {
  const { ino, mtimeMs, size } = await stat(path);
  return `${ino} ${mtimeMs} ${size}`;
}

/** Starts what is told of a store that fails. */
export const UNUSED = 'stages are not kept';

function tellOf(folder: string, error: unknown, log: Logger): void {
  const { message } = error as Error;
  log.warn(`${UNUSED} in ${folder}, and the run goes on: ${message}`);
}

/** How a store can be used; `undefined`, which is told, where it can't be. */
export async function openStore(folder: string, reads: boolean, log: Logger): Promise<StoreUse | undefined> {
  const place = resolve(folder);
  try {
    await makeFolder(place);
  } catch (error) {
    tellOf(place, refusal(`${place} can't be made`, place, error), log);
    return undefined;
  }
  const writes = await access(place, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!writes) log.info(`stages are taken from ${place}, which can only be read`);
  return { folder: place, reads, writes };
}

/** A checksum says that it is as somebody wrote it, not that it can be used. */
function fits(
  { header, tensors }: Decoded<EntryHeader>,
  expected: Readonly<Record<string, TensorSpec>>,
): boolean {
  const names = Object.keys(expected);
  return (
    Object.keys(header.files).every((name) => name.startsWith('views-') && isFileName(name)) &&
    names.length === Object.keys(tensors).length &&
    names.every((name) => {
      const found = Object.assign(emptyRecord<HostTensors[string]>(), tensors)[name];
      const spec = expected[name]!;
      const size = spec.shape.reduce((a, b) => a * b, 1);
      return (
        found?.dtype === spec.dtype && found.shape.join() === spec.shape.join() && found.data.length === size
      );
    })
  );
}
