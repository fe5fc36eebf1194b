import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Executor, type Job, type Ticket, UserError } from '@infomin/plugin';
import { quoted } from '@infomin/plugin/quoted';
import { replaceFile } from '@infomin/runtime/replace-file';
import { UsageError } from '../errors.js';
import { ownProgram } from '../own-program.js';
import { words } from './shell.js';

interface SlurmTicket extends Ticket {
  /** Of the array. */
  readonly job: string;
  /** Trials by their index in the array. */
  readonly trials: Readonly<Record<string, string>>;
}

/** How often a killed task is put back into the queue. */
const REQUEUES = 5;
/** Milliseconds for cancelled tasks to end well. */
const PATIENCE = 60_000;

/**
 * One job array, a task a trial, in a folder that all machines see.
 *
 * @param folder of the run, absolute
 * @param args for `sbatch`, as a shell would read them
 * @param python the interpreter of engine torch, where one is named
 */
export function slurm(folder: string, args: string, python?: string): Executor {
  const own = words(args);
  // Slurm takes options cut short, too.
  const taken = own.find((arg) => /^(-a|--ar|--wr)/.test(arg));
  if (taken) throw new UsageError(`--slurm-args takes no ${taken}: the array is that of the trials`);
  const active = async (ticket: Ticket) => {
    const { job, trials } = ticket as SlurmTicket;
    const states = new Map<string, 'waiting' | 'running'>();
    for (const line of (await queueOf(job)).split('\n')) {
      const [index = '', state] = line.trim().split(/\s+/);
      const id = trials[index];
      if (id !== undefined) states.set(id, state === 'PENDING' ? 'waiting' : 'running');
    }
    return states;
  };
  return {
    async submit(jobs) {
      if (folder.includes('\\')) {
        throw new UserError(
          `Slurm can't write logs to ${folder}: it has a backslash`,
          'Give another folder with --out.',
        );
      }
      const path = join(folder, 'jobs', `array-${Date.now()}.sh`);
      await replaceFile(path, arrayScript(folder, jobs, python));
      // A log for each attempt: a requeued task would write over the one before.
      const output = join(folder.replaceAll('%', '%%'), 'jobs', '%A_%a.log');
      const { stdout } = await call('sbatch', ['--parsable', `--output=${output}`, ...own, path]);
      const job = stdout.trim().split(';')[0]!;
      return { job, trials: Object.fromEntries(jobs.map(({ index, id }) => [String(index), id])) };
    },
    isTicket: ({ job, trials }) =>
      typeof job === 'string' && /^\d+$/.test(job) && typeof trials === 'object' && trials !== null,
    active,
    async cancel(ticket) {
      const { job } = ticket as SlurmTicket;
      if ((await active(ticket)).size === 0) return;
      await call('scancel', [job]);
      const end = Date.now() + PATIENCE;
      while (Date.now() < end && (await active(ticket)).size > 0) await sleep(500);
    },
  };
}

/**
 * The script of an array. Slurm leaves a task whose process was killed, as where memory runs out, as failed: the script
 * puts it back, that task alone. One with several tasks of its own, as by `--ntasks=2`, is a trial on so many ranks.
 */
export function arrayScript(folder: string, jobs: readonly Job[], python?: string): string {
  const interpreter = python === undefined ? [] : ['--python', python];
  const command = [...ownProgram(), 'trial', ...interpreter, folder].map(quoted).join(' ');
  return `#!/bin/bash
#SBATCH --job-name=infomin
#SBATCH --array=${ranges(jobs.map(({ index }) => index))}
#SBATCH --open-mode=append
#SBATCH --requeue
trap : TERM
launch=()
if [ "\${SLURM_NTASKS:-1}" -gt 1 ]; then launch=(srun --kill-on-bad-exit=1); fi
"\${launch[@]}" ${command} "$SLURM_ARRAY_TASK_ID" &
child=$!
trap 'kill -TERM $child' TERM
wait $child
status=$?
if [ $status -eq 143 ]; then wait $child; status=$?; fi
if [ $status -eq 137 ] && [ "\${SLURM_RESTART_COUNT:-0}" -lt ${REQUEUES} ]; then
  scontrol requeue "\${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
fi
exit $status
`;
}

/** `0-2,5` */
export function ranges(numbers: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = parts.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else parts.push([number, number]);
  }
  return parts.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',');
}

/** Index and state of an array's tasks that wait or run, a line each. */
async function queueOf(job: string): Promise<string> {
  try {
    const { stdout } = await call('squeue', ['--noheader', '--array', `--jobs=${job}`, '--format=%K %T']);
    return stdout;
  } catch (error) {
    // Slurm forgets jobs that ended some minutes ago.
    if (error instanceof UserError && error.message.includes('Invalid job id')) return '';
    throw error;
  }
}

async function call(program: string, args: readonly string[]): Promise<{ readonly stdout: string }> {
  try {
    return await promisify(execFile)(program, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const { code, stderr = '' } = error as NodeJS.ErrnoException & { readonly stderr?: string };
    if (code === 'ENOENT') {
      throw new UserError(
        `there is no \`${program}\` here`,
        'Slurm takes trials from its login nodes: give the command there.',
      );
    }
    throw new UserError(`\`${program}\` refused: ${stderr.trim() || String(error)}`);
  }
}
