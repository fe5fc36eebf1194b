import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Ticket, UserError } from '@infomin/plugin';
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
}

/** Folder of a submission within the run's. */
export const JOBS = 'jobs';
const FILE = `${JOBS}/submission.json`;

/** `undefined` where the trials of a folder run nowhere else. */
export async function readSubmission(folder: string): Promise<Submission | undefined> {
  // Whatever is the matter with the folder is told by who takes it.
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Submission);
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
  throw new UserError(
    `the trials of ${folder} were handed to ${submission.on}`,
    `\`infomin status ${folder}\` tells how they stand, \`infomin collect ${folder}\` gathers them, \`infomin cancel ${folder}\` ends them; after that they can run here.`,
  );
}
