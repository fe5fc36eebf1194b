import { setTimeout as sleep } from 'node:timers/promises';
import type { TrialFiles } from '@infomin/plugin';
import { DelayedError, Job, Queue, Worker } from 'bullmq';
import { type Connection, connect, QUEUE } from './connection.js';
import type { SubmittedJob } from './executor.js';

/** A trial that this worker can't run: it goes back into the queue for others. */
export class NotHere extends Error {}

/** A trial that nobody waits for any more. */
class Cancelled extends Error {}

export interface WorkOptions {
  readonly connection: Connection;
  /** Trials at a time. */
  readonly jobs: number;
  /** Ends the work: trials that run go back into the queue. */
  readonly signal: AbortSignal;
  /** Runs a trial and gives the text files that it left. Throws {@link NotHere}. */
  readonly run: (job: SubmittedJob, signal: AbortSignal) => Promise<TrialFiles>;
  readonly warn: (message: string) => void;
}

/** Milliseconds that a trial is this worker's after its last sign of life. */
const LOCK = 15_000;
/** Between two looks for trials whose worker is gone, and for those that are cancelled. */
const LOOK = 5_000;
/** How often a trial may lose its worker. */
const LOSSES = 20;

/** Takes trials from the queue until told to end. Throws `UserError` where the server is not there. */
export async function work({ connection, jobs, signal, run, warn }: WorkOptions): Promise<void> {
  // A worker outlives its server's restarts.
  const client = await connect(connection, Number.POSITIVE_INFINITY);
  const queue = new Queue<SubmittedJob>(QUEUE, { connection: client });
  let told = '';
  const tell = (error: Error) => {
    if (error.message !== told) warn(`${connection.url}: ${error.message}`);
    told = error.message;
  };
  queue.on('error', tell);
  const back = async (job: Job, token: string | undefined, milliseconds: number): Promise<never> => {
    await refuseCancelled(queue, job.id!);
    await job.moveToDelayed(Date.now() + milliseconds, token);
    throw new DelayedError();
  };
  const running = new Set<Promise<unknown>>();
  const counted = <T>(ran: Promise<T>): Promise<T> => {
    running.add(ran);
    return ran.finally(() => running.delete(ran));
  };
  const own = client.duplicate();
  const worker = new Worker<SubmittedJob, TrialFiles>(
    QUEUE,
    async (job, token) => {
      if (signal.aborted) return back(job, token, 0);
      await refuseCancelled(queue, job.id!);
      const cancelled = new AbortController();
      const watching = new AbortController();
      void watch(queue, job.id!, cancelled, watching.signal);
      try {
        const files = await counted(run(job.data, AbortSignal.any([signal, cancelled.signal])));
        if (signal.aborted) return await back(job, token, 0);
        await refuseCancelled(queue, job.id!);
        return files;
      } catch (error) {
        if (!(error instanceof NotHere)) throw error;
        warn(error.message);
        return await back(job, token, LOOK);
      } finally {
        watching.abort();
      }
    },
    {
      connection: own,
      concurrency: jobs,
      lockDuration: LOCK,
      stalledInterval: LOOK,
      maxStalledCount: LOSSES,
    },
  );
  worker.on('error', tell);
  worker.on('failed', (_, error) => {
    if (!(error instanceof Cancelled)) warn(error.message);
  });
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await worker.pause(true);
  await Promise.allSettled(running);
  // Where the server is gone, nothing can be put back: it sees itself that nobody has the trials.
  await worker.close(client.status !== 'ready');
  await queue.close();
  // Neither closes a connection that it was given.
  own.disconnect();
  client.disconnect();
}

/** Aborts `cancelled` once the job says that it is cancelled. */
async function watch(
  queue: Queue<SubmittedJob>,
  id: string,
  cancelled: AbortController,
  ended: AbortSignal,
): Promise<void> {
  while (!ended.aborted) {
    await sleep(LOOK, undefined, { signal: ended, ref: false }).catch(() => undefined);
    if (!ended.aborted && (await isCancelled(queue, id).catch(() => false))) cancelled.abort();
  }
}

async function isCancelled(queue: Queue<SubmittedJob>, id: string): Promise<boolean> {
  return (await Job.fromId(queue, id))?.progress === 'cancel';
}

/** Throws what ends the job, which leaves the queue with it. */
async function refuseCancelled(queue: Queue<SubmittedJob>, id: string): Promise<void> {
  if (await isCancelled(queue, id)) throw new Cancelled();
}
