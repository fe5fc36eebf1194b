import { randomUUID } from 'node:crypto';
import type { Executor, Ticket, TrialFiles } from '@infomin/plugin';
import { Job, Queue } from 'bullmq';
import { type Connection, connect, QUEUE } from './connection.js';

export type { Connection };

/** What waits in the queue: the same for all who hand trials over and all who run them. */
export interface SubmittedJob {
  /** Names the run, so that a worker keeps what its trials share. */
  readonly run: string;
  /** What the trial is run with. */
  readonly payload: unknown;
}

interface RedisTicket extends Ticket {
  /** Ids of trials by those of their jobs. */
  readonly jobs: Readonly<Record<string, string>>;
}

/** Attempts to connect, half a second apart: a server that is restarted is waited for. */
const RETRIES = 60;
/** Jobs that are asked about at a time. */
const TOGETHER = 50;

/**
 * A queue in Redis. Results return through it, and leave it once they are in the run's folder.
 *
 * @param payloadOf what a worker needs to run a trial, by the trial's id; JSON
 */
export async function redisExecutor(
  connection: Connection,
  payloadOf: (id: string) => unknown,
): Promise<Executor> {
  const client = await connect(connection, RETRIES);
  const queue = new Queue<SubmittedJob, TrialFiles>(QUEUE, { connection: client });
  // Whoever waits for a command hears of it too.
  queue.on('error', () => undefined);
  const jobsOf = (ticket: Ticket) => Object.entries((ticket as RedisTicket).jobs);
  return {
    async submit(jobs) {
      const run = randomUUID();
      const ids = Object.fromEntries(jobs.map(({ id, index }) => [`${run}_${index}`, id]));
      await queue.addBulk(
        Object.entries(ids).map(([jobId, id]) => ({
          name: 'trial',
          data: { run, payload: payloadOf(id) },
          opts: { jobId, removeOnFail: true },
        })),
      );
      return { jobs: ids };
    },
    isTicket: ({ jobs }) => typeof jobs === 'object' && jobs !== null,
    async active(ticket) {
      const states = new Map<string, 'waiting' | 'running'>();
      await inTurns(jobsOf(ticket), async ([jobId, id]) => {
        const state = await queue.getJobState(jobId);
        if (state === 'active') states.set(id, 'running');
        else if (!['completed', 'failed', 'unknown'].includes(state)) states.set(id, 'waiting');
      });
      return states;
    },
    async gather(ticket, ids, take) {
      const wanted = jobsOf(ticket).filter(([, id]) => ids.has(id));
      await inTurns(wanted, async ([jobId, id]) => {
        const job = await Job.fromId<SubmittedJob, TrialFiles>(queue, jobId);
        if (!job || !(await job.isCompleted()) || !job.returnvalue) return;
        await take(id, job.returnvalue);
        await job.remove().catch(() => undefined);
      });
    },
    async cancel(ticket) {
      await inTurns(jobsOf(ticket), async ([jobId]) => {
        const job = await Job.fromId<SubmittedJob>(queue, jobId);
        if (!job || (await job.isCompleted())) return;
        // One that runs can't be removed: its worker looks for this.
        await job.remove().catch(() => job.updateProgress('cancel'));
      });
    },
    async close() {
      await queue.close();
      client.disconnect();
    },
  };
}

async function inTurns<T>(items: readonly T[], call: (item: T) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += TOGETHER)
    await Promise.all(items.slice(start, start + TOGETHER).map(call));
}
