import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@infomin/plugin';
import { makeFolder } from '../base/make-folder.js';
import { LockHeld, SILENCE, takeLock } from './lock.js';

/** Folder, in a store of stages, of who trains which. */
export const CLAIMS = 'training';

export interface ClaimOptions {
  readonly key: string;
  readonly stage: string;
  /** Whether another who trains it is waited for. */
  readonly waits: boolean;
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** Whether what it came to is there. */
  readonly isThere: () => Promise<boolean>;
}

/** Who trains a stage lets it go. */
export type LetGo = () => Promise<void>;

/** Milliseconds between two looks at who trains a stage. */
const LOOK = 500;

/**
 * Claims a stage, so that others wait for it. Where another process trains it, until it has: one that has died is followed, one
 * that gives no sign of life, as where it is stopped, is not waited for any more. Throws where the disk refuses.
 */
export async function claimStage(store: string, options: ClaimOptions): Promise<LetGo> {
  const { key, stage, waits, signal, log, isThere } = options;
  const folder = join(store, CLAIMS);
  await makeFolder(folder);
  const quiet: Logger = { ...log, info: (text) => log.debug(text) };
  const seen = { time: 0, since: performance.now() };
  for (let told = false; ; told = true) {
    const found = await takeLock(folder, { force: false, signal, log: quiet }, key).catch(
      (error: unknown) => {
        if (error instanceof LockHeld) return error;
        throw error;
      },
    );
    if (!(found instanceof LockHeld)) return () => found.release();
    if (!waits || signal.aborted) return nothing;
    if (!told) log.info(`${stage} is being trained by ${found.by}, and waited for`);
    await sleep(LOOK, undefined, { signal }).catch(() => undefined);
    if (await isThere()) return nothing;
    const { mtimeMs: time = 0 } = (await stat(join(folder, key)).catch(() => undefined)) ?? {};
    if (time !== seen.time) Object.assign(seen, { time, since: performance.now() });
    else if (performance.now() - seen.since > SILENCE) {
      log.warn(`${found.by} trains ${stage} and gives no sign of life: it is trained here too`);
      return nothing;
    }
  }
}

const nothing: LetGo = async () => undefined;
