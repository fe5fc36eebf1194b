import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { ImportPlan, Plan } from '@infomin/plan';
import type { ImportedResults } from '@infomin/plugin';
import { readWholeFile } from '@infomin/plugin/regular-file';
import { wholeResult } from './kept-result.js';
import type { TrialOutcome } from './results.js';
import { type Owner, readOwner } from './run-folder.js';

/**
 * What the files came to whose results a plan imports, by the runs in folders beside its own. A trial counts where its hash is
 * that of the file as it is now.
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
      const folders = owners.filter(({ owner }) => isOf(owner, file)).map((found) => found.folder);
      const found = await trialsIn(folders, new Set(file.trials));
      const trials = file.trials.flatMap((hash) => found.get(hash) ?? []);
      return { name: file.name, trials, note: noteOn(file, trials.length, folders, beside) };
    }),
  );
}

interface Owned {
  readonly folder: string;
  readonly owner: Owner;
}

async function ownersIn(beside: string): Promise<Owned[]> {
  const entries = await readdir(beside, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(beside, name));
  const found = await Promise.all(
    folders.sort().map(async (folder): Promise<Owned[]> => {
      const owner = await readOwner(folder);
      return owner ? [{ folder, owner }] : [];
    }),
  );
  return found.flat();
}

/** A run of the file, or one of the same trainings: the file may have another name since. */
const isOf = (owner: Owner, { file, hash }: ImportPlan) =>
  owner.hash === hash || resolve(owner.file) === resolve(file);

/** Results by the hashes of their trials, of those that are wanted. */
async function trialsIn(
  folders: readonly string[],
  wanted: ReadonlySet<string>,
): Promise<Map<string, TrialOutcome>> {
  const found = new Map<string, TrialOutcome>();
  for (const folder of folders) {
    for (const id of await readdir(join(folder, 'trials')).catch(() => [])) {
      const bytes = await readWholeFile(join(folder, 'trials', id, 'result.json')).catch(() => undefined);
      const kept = bytes && wholeResult(bytes.toString());
      if (kept && wanted.has(kept.hash) && !found.has(kept.hash)) found.set(kept.hash, kept.result);
    }
  }
  return found;
}

function noteOn(
  { file, trials, options }: ImportPlan,
  count: number,
  folders: readonly string[],
  beside: string,
): string | undefined {
  if (count === trials.length) return undefined;
  const out =
    beside === resolve('runs') ? [] : ['--out', join(relative('', beside), basename(file, '.infomin'))];
  const command = `\`infomin run ${[file, ...options, ...out].map(word).join(' ')}\``;
  if (count > 0) return `${count} of ${trials.length} trials; ${command} runs the others.`;
  if (folders.length === 0) return `not run yet: ${command}.`;
  const where = folders.map((folder) => relative('', folder)).join(', ');
  return `what ${where} holds is of another version of ${file}, or of other settings: ${command} runs it as it is now.`;
}

/** A word of a command line, quoted where a shell would take it apart. */
const word = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
