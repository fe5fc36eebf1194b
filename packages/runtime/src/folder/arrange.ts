import { cp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrialPlan } from '@infomin/plan';
import { trainingHashIn } from './checkpoint.js';
import { type Line, linesOf, writeLines } from './metrics.js';
import type { FolderStore } from './store.js';
import { ownFiles } from './trial-metrics.js';

/** Names of folders whose trials the plan does not have but under another trial's name; no trial is called so. */
const ASIDE = '.kept-';

/** Folders below `trials` whose trainings are known, with the hash of what those depend on. */
export async function trainingsIn(folder: string): Promise<Map<string, string>> {
  const names = await readdir(join(folder, 'trials')).catch(() => []);
  const found = new Map<string, string>();
  for (const name of names) {
    const hash = await trainingHashIn(join(folder, 'trials', name));
    if (hash !== undefined) found.set(name, hash);
  }
  return found;
}

/**
 * Gives folders of trials the names that a plan has for them: what has been trained is found by what it depends on, not by
 * what it was called. Trials that the plan does not have keep theirs, unless another trial is called so; each keeps its
 * lines of `metrics.jsonl` in its folder. What was logged of them for TensorBoard is renamed with them, where nothing has the name. May be cut short and done again.
 */
export async function arrange(
  store: FolderStore,
  trials: readonly TrialPlan[],
  there: ReadonlyMap<string, string>,
): Promise<void> {
  const place = (name: string) => join(store.folder, 'trials', name);
  const board = (name: string) => join(store.folder, 'tensorboard', name);
  const wanted = new Map(trials.map(({ id, training }) => [id, training]));
  const standing = new Map([...there].filter(([name, hash]) => wanted.get(name) === hash));
  const missing = trials.filter(({ id }) => !standing.has(id));
  const sought = new Set(missing.map(({ training }) => training));
  const all = await linesOf(store);
  /** Names of folders by what they have trained. */
  const sources = new Map([...standing].map(([name, hash]) => [hash, name]));
  /** What folders were called that are aside now. */
  const called = new Map<string, string>();
  for (const [name, hash] of there) {
    if (standing.has(name)) continue;
    await lend(store, name, all, name);
    const aside = ASIDE + hash.slice(0, 32);
    if (!wanted.has(name) && !sought.has(hash)) continue;
    if (!sources.has(hash)) sources.set(hash, aside);
    if (name === aside) continue;
    await rm(place(aside), { recursive: true, force: true });
    await rename(place(name), place(aside));
    called.set(aside, name);
  }
  for (const { id, training } of missing) {
    const source = sources.get(training);
    if (source === undefined) continue;
    await rm(place(id), { recursive: true, force: true });
    // A folder that another trial of the plan has by right is copied.
    if (wanted.has(source)) {
      await cp(place(source), place(id), { recursive: true });
      await lend(store, source, all, id);
    } else {
      await rename(place(source), place(id));
      await rename(board(called.get(source) ?? source), board(id)).catch(() => undefined);
      sources.set(training, id);
    }
    await relabel(store, id);
  }
  const kept = all.filter(({ line }) => standing.has(line.trial));
  if (kept.length < all.length) await writeLines(store, kept);
}

/** Lines of a trial, into a trial's own folder. */
async function lend(store: FolderStore, trial: string, all: readonly Line[], to: string): Promise<void> {
  const lines = all.filter(({ line }) => line.trial === trial);
  const own = ownFiles(store, to);
  if (lines.length > 0 && !(await own.read('metrics.jsonl'))) await writeLines(own, lines);
}

async function relabel(store: FolderStore, id: string): Promise<void> {
  const own = ownFiles(store, id);
  const lines = await linesOf(own);
  if (lines.length === 0) return;
  const named = lines.map(({ line }) => ({ ...line, trial: id }));
  await writeLines(
    own,
    named.map((line) => ({ line, text: JSON.stringify(line) })),
  );
}
