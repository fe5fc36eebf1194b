import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { ImportPlan, Plan } from '@infomin/plan';
import type { ImportedResults } from '@infomin/plugin';
import { quoted } from '@infomin/plugin/quoted';
import { readWholeFile } from '@infomin/plugin/regular-file';
import { changesOf } from './dependencies.js';
import { wholeResult } from './kept-result.js';
import { isComplete, type TrialOutcome } from './results.js';
import { type Owner, readOwner } from './run-folder.js';

/**
 * What the files came to whose results a plan imports, by the runs in folders beside its own. A trial counts where its hash is
 * that of the file as it is now. Numbers of one data, code and engine stand in one mean: of runs that differ in these, those
 * with the most trials count.
 */
export async function importedResults(
  { imports = [] }: Pick<Plan, 'imports'>,
  folder: string,
): Promise<ImportedResults[]> {
  if (imports.length === 0) return [];
  const beside = dirname(resolve(folder));
  const owners = await ownersIn(beside);
  return Promise.all(
    imports.map(async (file) => {
      const owned = owners.filter(({ owner }) => isOf(owner, file));
      const wanted = new Set(file.trials);
      const groups = await Promise.all(
        alike(owned).map(async (runs) => ({ runs, found: await trialsIn(runs, wanted) })),
      );
      const most = Math.max(...groups.map(({ found }) => found.size));
      const best = groups.find(({ found }) => found.size === most);
      const others = groups.filter((group) => group !== best && group.found.size > 0);
      const trials = file.trials.flatMap((hash) => best?.found.get(hash) ?? []);
      const notes = [
        noteOn(file, trials.length, owned, beside),
        ...others.map(({ runs }) => leftOut(runs, best!.runs)),
      ];
      return { name: file.name, trials, note: notes.filter(Boolean).join(' ') || undefined };
    }),
  );
}

interface Owned {
  readonly folder: string;
  readonly owner: Owner;
}

async function ownersIn(beside: string): Promise<Owned[]> {
  const names = await readdir(beside).catch(() => []);
  const found = await Promise.all(
    names.sort().map(async (name): Promise<Owned[]> => {
      const folder = join(beside, name);
      const owner = await readOwner(folder);
      return owner ? [{ folder, owner }] : [];
    }),
  );
  return found.flat();
}

/** A run of the file, or one of the same trainings: the file may have another name since. */
const isOf = (owner: Owner, { file, hash }: ImportPlan) =>
  owner.hash === hash || resolve(owner.file) === resolve(file);

/** Runs whose numbers may stand in one mean, those of a version that kept nothing of it apart. */
function alike(runs: readonly Owned[]): Owned[][] {
  const groups: Owned[][] = [];
  for (const run of runs) {
    const { dependencies } = run.owner;
    const group = groups.find(([first]) => {
      const others = first!.owner.dependencies;
      return dependencies && others && changesOf(others, dependencies).length === 0;
    });
    if (group) group.push(run);
    else groups.push([run]);
  }
  return groups;
}

function leftOut(runs: readonly Owned[], [counted]: readonly Owned[]): string {
  const [before, now] = [counted!.owner.dependencies, runs[0]!.owner.dependencies];
  const changes = before && now ? changesOf(before, now) : ['version of infomin'];
  return `${placesOf(runs)} is left out: it is with another ${changes.join(', and another ')} than ${placesOf([counted!])}.`;
}

const placesOf = (runs: readonly Owned[]) => runs.map(({ folder }) => relative('', folder)).join(', ');

/** Results by the hashes of their trials, of those that are wanted; one that is complete goes before one that is not. */
async function trialsIn(
  runs: readonly Owned[],
  wanted: ReadonlySet<string>,
): Promise<Map<string, TrialOutcome>> {
  const found = new Map<string, TrialOutcome>();
  for (const { folder } of runs) {
    for (const id of await readdir(join(folder, 'trials')).catch(() => [])) {
      const bytes = await readWholeFile(join(folder, 'trials', id, 'result.json')).catch(() => undefined);
      const kept = bytes && wholeResult(bytes.toString());
      if (!kept || !wanted.has(kept.hash)) continue;
      const other = found.get(kept.hash);
      if (!other || (!isComplete(other) && isComplete(kept.result))) found.set(kept.hash, kept.result);
    }
  }
  return found;
}

function noteOn(
  { file, trials, options }: ImportPlan,
  count: number,
  runs: readonly Owned[],
  beside: string,
): string | undefined {
  if (count === trials.length) return undefined;
  const out =
    beside === resolve('runs') ? [] : ['--out', join(relative('', beside), basename(file, '.infomin'))];
  const command = `\`infomin run ${[file, ...options, ...out].map(quoted).join(' ')}\``;
  if (count > 0) return `${count} of ${trials.length} trials; ${command} runs the others.`;
  if (runs.length === 0) return `not run yet: ${command}.`;
  return `what ${placesOf(runs)} holds is of another version of ${file}, or of other settings: ${command} runs it as it is now.`;
}
