import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isPlan, type Plan } from '@infomin/plan';
import { type ProbeResult, UserError } from '@infomin/plugin';
import { readWhole, unreadable } from '@infomin/plugin/unreadable';
import type { Results, TrialOutcome } from '@infomin/runtime';

/** What a run's folder holds. */
export interface FoundRun {
  readonly folder: string;
  readonly plan: Plan;
  /** `undefined` where no trial of the plan has ended. */
  readonly results: Results | undefined;
}

const help = '`infomin runs` lists those below runs/.';

/** Results of an earlier plan are warned of and left out. Throws {@link UserError} where a folder holds no run, or one that can't be read. */
export async function readRun(folder: string, warn: (message: string) => void): Promise<FoundRun> {
  const read = async (name: string): Promise<unknown> => {
    const text = (await readWhole(join(folder, name), help)).toString();
    try {
      return JSON.parse(text);
    } catch {
      throw new Error(`${name} is damaged: it is no JSON`);
    }
  };
  try {
    const plan = await read('plan.json');
    if (!isPlan(plan)) throw new Error('plan.json holds no plan of this version');
    const results = existsSync(join(folder, 'results.json')) ? await read('results.json') : undefined;
    if (results !== undefined && !isResults(results)) throw new Error('results.json is damaged');
    if (results && results.plan_hash !== plan.hash) {
      warn(
        `${folder}: its results are those of an earlier plan and left out; no trial has ended since the file or its parameters changed`,
      );
      return { folder, plan, results: undefined };
    }
    return { folder, plan, results };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${folder} is not the folder of a run: ${reason}`, help);
  }
}

/** Whether what is compared of results is there. */
function isResults(value: unknown): value is Results {
  const { engine, trials }: { readonly engine?: unknown; readonly trials?: unknown } = Object(value);
  return typeof engine === 'string' && Array.isArray(trials) && trials.every(isOutcome);
}

function isOutcome(value: unknown): boolean {
  const { status, params, probes }: Partial<Record<keyof TrialOutcome, unknown>> = Object(value);
  const isRecord = (part: unknown) => typeof part === 'object' && part !== null;
  const measured = (probe: unknown) => {
    const { value, metric, unit = '' }: Partial<Record<keyof ProbeResult, unknown>> = Object(probe);
    return typeof value === 'number' && typeof metric === 'string' && typeof unit === 'string';
  };
  return (
    typeof status === 'string' &&
    isRecord(params) &&
    isRecord(probes) &&
    Object.values(probes as object).every(measured)
  );
}

/** Runs among the folders and right below them, by name; what is below and can't be read is warned of. */
export async function findRuns(
  folders: readonly string[],
  warn: (message: string) => void,
): Promise<FoundRun[]> {
  const isRun = (place: string) =>
    existsSync(join(place, 'plan.json')) && existsSync(join(place, 'run.json'));
  const found: FoundRun[] = [];
  for (const folder of folders) {
    const names = await readdir(folder).catch((error: unknown) => {
      throw unreadable(folder, error, 'Name a folder of runs; `infomin run` makes runs/.');
    });
    const below = names.sort().map((name) => join(folder, name));
    if (isRun(folder)) found.push(await readRun(folder, warn));
    for (const place of below.filter(isRun)) {
      const run = await readRun(place, warn).catch(({ message }: UserError) => warn(message));
      if (run) found.push(run);
    }
  }
  return found;
}
