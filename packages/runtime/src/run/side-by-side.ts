import { availableParallelism } from 'node:os';
import type { Installed } from './engine-choice.js';

/** How trials share the machine. */
export interface Sharing {
  /** Trials at a time. */
  readonly jobs: number;
  /** Arguments for the engine of each: its threads, where it takes their number. */
  readonly engineArgs: Readonly<Record<string, unknown>>;
}

/**
 * How many trials run at a time, and how many threads the engine of each takes. Left to itself: one trial a core, each
 * on one thread, where the engine shares its operators out over threads; else one after another. A step has parts that
 * only one thread can do, so whole steps side by side waste less.
 */
export function sharingOf(
  { signature }: Pick<Installed, 'signature'>,
  trials: number,
  wanted: number | undefined,
  engineArgs: Readonly<Record<string, unknown>>,
  cores = availableParallelism(),
): Sharing {
  const { threads } = signature.parameters.shape;
  const device = signature.parameters.safeParse(engineArgs).data?.device ?? engineArgs.device ?? 'cpu';
  const jobs = Math.max(1, Math.min(trials, wanted ?? (threads && device === 'cpu' ? cores : 1)));
  if (!threads || jobs === 1) return { jobs, engineArgs };
  return { jobs, engineArgs: { threads: Math.max(1, Math.floor(cores / jobs)), ...engineArgs } };
}

/** Calls `run` for each item, at most `jobs` at a time, in order. The first error ends it once the others have ended. */
export async function sideBySide<T>(
  items: readonly T[],
  jobs: number,
  run: (item: T) => Promise<void>,
): Promise<void> {
  const errors: unknown[] = [];
  const rest = items.values();
  const work = async () => {
    for (const item of rest) {
      if (errors.length > 0) return;
      await run(item).catch((error: unknown) => errors.push(error));
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  if (errors.length > 0) throw errors[0];
}
