import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan } from '@infomin/plan';
import { UserError } from '@infomin/plugin';
import type { Results } from '@infomin/runtime';

/** What a run's folder holds. */
export interface FoundRun {
  readonly folder: string;
  readonly plan: Plan;
  /** `undefined` where no trial has ended. */
  readonly results: Results | undefined;
}

/** Throws {@link UserError} where a folder holds no run. */
export function readRun(folder: string): FoundRun {
  try {
    const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
    const plan = read('plan.json') as Plan;
    if (!Array.isArray(plan.trials)) throw new Error('plan.json holds no trials');
    const results = existsSync(join(folder, 'results.json')) ? (read('results.json') as Results) : undefined;
    return { folder, plan, results };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `${folder} is not the folder of a run: ${reason}`,
      '`infomin runs` lists those below runs/.',
    );
  }
}

/** Runs among the folders and right below them, by name; folders that hold something else are passed over. */
export async function findRuns(folders: readonly string[]): Promise<FoundRun[]> {
  const found: FoundRun[] = [];
  for (const folder of folders) {
    const names = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
      throw new UserError(`${folder} can't be read: ${error.message}`);
    });
    const below = names.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
    for (const place of [folder, ...below.sort()])
      if (existsSync(join(place, 'plan.json')) && existsSync(join(place, 'run.json')))
        found.push(readRun(place));
  }
  return found;
}
