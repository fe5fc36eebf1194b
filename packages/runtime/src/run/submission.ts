import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Executor, type Ticket, UserError } from '@infomin/plugin';
import { quoted } from '@infomin/plugin/quoted';
import { readWhole } from '@infomin/plugin/unreadable';
import { parsed } from '../base/parsed.js';
import { type Dependencies, isDependencies } from '../folder/dependencies.js';
import type { FolderStore } from '../folder/store.js';

/** What a run's folder says of trials that were handed to other machines. */
export interface Submission {
  /** Whom to: `slurm`, `redis://host`. */
  readonly on: string;
  /** Of the executor. */
  readonly options: Readonly<Record<string, string>>;
  /** What each trial is run with. */
  readonly engine: string;
  readonly engineArgs: Readonly<Record<string, unknown>>;
  readonly tickets: readonly Ticket[];
  /** What each trial's numbers depend on besides: `ofEach` of `Surrounded`. */
  readonly dependencies: Dependencies;
  /** Stages that a store has are trained again. */
  readonly afresh?: boolean;
}

/** Folder of a submission within the run's. */
const JOBS = 'jobs';
const FILE = `${JOBS}/submission.json`;

/** `undefined` where the trials of a folder run nowhere else. Throws {@link UserError} where it can't be known. */
export async function readSubmission(folder: string): Promise<Submission | undefined> {
  const path = join(folder, FILE);
  // Whatever is the matter with the folder is told by who takes it.
  if (!existsSync(path)) return undefined;
  const text = (await readWhole(path, mend(folder))).toString();
  const found = parsed(text);
  if (!isSubmission(found)) throw damaged(folder);
  return found;
}

/** What an executor knows a folder's trials by. Throws {@link UserError} where it can't be of that executor. */
export function ticketsOf(folder: string, { tickets }: Submission, executor: Executor): readonly Ticket[] {
  if (!tickets.every((ticket) => executor.isTicket(ticket))) throw damaged(folder);
  return tickets;
}

const damaged = (folder: string) => new UserError(`${join(folder, FILE)} is damaged`, mend(folder));

const mend = (folder: string) =>
  `End the trials by hand, remove ${join(folder, JOBS)}, and give the same \`infomin run\` again.`;

function isSubmission(value: unknown): value is Submission {
  const found: Partial<Record<keyof Submission, unknown>> = Object(value);
  const isRecord = (part: unknown) => typeof part === 'object' && part !== null;
  return (
    typeof found.on === 'string' &&
    typeof found.engine === 'string' &&
    [found.options, found.engineArgs].every(isRecord) &&
    Object.values(found.options as object).every((option) => typeof option === 'string') &&
    isDependencies(found.dependencies) &&
    Array.isArray(found.tickets) &&
    found.tickets.every(isRecord)
  );
}

export async function writeSubmission(store: FolderStore, submission: Submission): Promise<void> {
  await store.write(FILE, JSON.stringify(submission, undefined, 2));
}

/** Its trials run nowhere else any more. */
export async function endSubmission(store: FolderStore): Promise<void> {
  await rm(join(store.folder, FILE), { force: true });
}

/** Throws {@link UserError} where other machines have the trials of a folder. */
export async function refuseSubmitted(folder: string): Promise<void> {
  const submission = await readSubmission(folder);
  if (!submission) return;
  const named = quoted(folder);
  throw new UserError(
    `the trials of ${folder} were handed to ${submission.on}`,
    `\`infomin status ${named}\` tells how they stand, \`infomin collect ${named}\` gathers them, \`infomin cancel ${named}\` ends them; after that they can run here.`,
  );
}
