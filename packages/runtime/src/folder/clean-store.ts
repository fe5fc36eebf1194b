import { existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '@infomin/plugin';
import { readWholeFile } from '@infomin/plugin/regular-file';
import { refusal } from '../base/refusal.js';
import { removeUnfinished } from '../base/replace-file.js';
import { CLAIMS } from './claim.js';
import { ENTRY, type EntryHeader, MAGIC, type Needed, RUNS } from './stage-store.js';
import { readHeader } from './tensor-file.js';

/** What a store holds of a stage. */
export interface StoredStage {
  readonly key: string;
  /** Its name in the file; `undefined` where the entry is damaged. */
  readonly stage: string | undefined;
  readonly bytes: number;
  /** When it was written or last taken. */
  readonly used: Date;
  /** Folders of the runs that need it. */
  readonly runs: readonly string[];
  /** Whether a run that is under way, here or on other machines, may be about to take it. */
  readonly inUse: boolean;
}

export interface Cleaned {
  readonly removed: readonly StoredStage[];
  readonly left: readonly StoredStage[];
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * Removes from a store the stages that no run needs, and those that were used longer ago than `days`; none of a run that is under
 * way, and none that was used in the last hour. Throws {@link UserError} where the folder is no store.
 */
export async function cleanStore(
  folder: string,
  { days, dryRun }: { readonly days: number | undefined; readonly dryRun: boolean },
): Promise<Cleaned> {
  const stages = await stagesIn(folder);
  const oldest = days === undefined ? 0 : Date.now() - days * DAY;
  const goes = ({ runs, used, inUse }: StoredStage) =>
    !inUse && (runs.length === 0 || used.getTime() < oldest);
  const removed = stages.filter(goes);
  const left = stages.filter((stage) => !goes(stage));
  if (!dryRun) {
    try {
      for (const { key } of removed) await rm(join(folder, `${key}.bin`), { force: true });
      await removeLeftovers(folder, new Set(left.map(({ key }) => key)));
    } catch (error) {
      throw refusal(`${folder} can't be cleaned`, folder, error);
    }
  }
  return { removed, left };
}

async function stagesIn(folder: string): Promise<StoredStage[]> {
  const records = await recordsIn(folder);
  const needed = new Map<string, { folders: string[]; inUse: boolean }>();
  for (const { folder: run, keys } of records.filter(isThere)) {
    for (const key of keys) {
      const { folders, inUse } = needed.get(key) ?? { folders: [], inUse: false };
      needed.set(key, { folders: [...folders, run], inUse: inUse || isUnderWay(run) });
    }
  }
  const stages: StoredStage[] = [];
  for (const name of (await readdir(folder)).filter((name) => ENTRY.test(name)).sort()) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (!found) continue;
    const key = name.slice(0, -'.bin'.length);
    const { folders = [], inUse = false } = needed.get(key) ?? {};
    const header = await readHeader<EntryHeader>(MAGIC, join(folder, name));
    stages.push({
      key,
      stage: header?.stage,
      bytes: found.size,
      used: found.mtime,
      runs: folders,
      inUse: inUse || Date.now() - found.mtimeMs < HOUR,
    });
  }
  return stages;
}

interface Recorded extends Needed {
  readonly file: string;
  readonly written: number;
}

/** What runs said that they need. */
async function recordsIn(folder: string): Promise<Recorded[]> {
  const names = await readdir(join(folder, RUNS)).catch(() => []);
  const records: Recorded[] = [];
  for (const name of names) {
    const file = join(folder, RUNS, name);
    try {
      const { folder: run, keys }: Partial<Needed> = Object(
        JSON.parse((await readWholeFile(file)).toString()),
      );
      if (typeof run !== 'string' || !Array.isArray(keys)) continue;
      records.push({ folder: run, keys, file, written: (await stat(file)).mtimeMs });
    } catch {
      // Half of one, or none.
    }
  }
  if (records.length > 0) return records;
  throw new UserError(
    `${folder} is no store of stages, or no run has used it`,
    'Name one: runs/.stages where you run files, or what INFOMIN_STORE names.',
  );
}

/** Whether a run may still need what it said: its folder is there, or on a machine that this one does not see. */
const isThere = ({ folder, written }: Recorded) => existsSync(folder) || Date.now() - written < DAY;

const isUnderWay = (run: string) =>
  !existsSync(run) || existsSync(join(run, 'run.lock')) || existsSync(join(run, 'jobs/submission.json'));

/** What was cut short when it was written or trained, and what runs that are gone said that they need, once none of that is `left`. */
async function removeLeftovers(folder: string, left: ReadonlySet<string>): Promise<void> {
  for (const record of await recordsIn(folder))
    if (!isThere(record) && !record.keys.some((key) => left.has(key))) await rm(record.file, { force: true });
  await removeUnfinished(folder);
  await removeUnfinished(join(folder, RUNS));
  // Who trains writes there every few seconds.
  const isClaim = (name: string) => /^[0-9a-f]{64}(-[0-9a-f]{16})?$/.test(name);
  for (const name of (await readdir(join(folder, CLAIMS)).catch(() => [])).filter(isClaim)) {
    const path = join(folder, CLAIMS, name);
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > DAY) await rm(path, { force: true });
  }
}
