import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type RenderTask, render } from './render.js';
import type { RenderAnswer, RenderCall } from './render-worker.js';

/** Below this many frames, sending them to a thread and back costs more than it frees. */
const framesWorthAThread = 64;

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, { resolve(pixels: Uint8Array): void; reject(error: unknown): void }>;
}

/**
 * Renders in worker threads, so that the next batch is made while a training step computes: one request is one task, and
 * the least busy thread takes it. Threads start when first needed and don't keep the process alive. Where the thread's
 * code has not been compiled, as in tests that run from sources, everything is rendered in the calling thread.
 */
export class RenderPool {
  private readonly threads: Thread[] = [];
  private readonly limit: number;
  private next = 0;

  constructor(
    private readonly code: URL,
    threads = Math.min(2, availableParallelism()),
  ) {
    this.limit = existsSync(code) ? threads : 0;
  }

  async render(task: RenderTask): Promise<Uint8Array> {
    if (this.limit === 0 || task.scenes * task.frames < framesWorthAThread) return render(task);
    const thread = this.leastBusy();
    return new Promise((resolve, reject) => {
      const call: RenderCall = { id: this.next++, task };
      thread.waiting.set(call.id, { resolve, reject });
      thread.worker.ref();
      thread.worker.postMessage(call);
    });
  }

  /** Ends the threads; what they were rendering is rejected. */
  async dispose(): Promise<void> {
    await Promise.all(this.threads.splice(0).map(({ worker }) => worker.terminate()));
  }

  private leastBusy(): Thread {
    const idle = this.threads.find((thread) => thread.waiting.size === 0);
    if (idle) return idle;
    if (this.threads.length < this.limit) return this.start();
    return this.threads.reduce((a, b) => (b.waiting.size < a.waiting.size ? b : a));
  }

  private start(): Thread {
    const thread: Thread = { worker: new Worker(this.code), waiting: new Map() };
    const { worker, waiting } = thread;
    const fail = (error: unknown) => {
      const at = this.threads.indexOf(thread);
      if (at >= 0) this.threads.splice(at, 1);
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    };
    worker.on('message', ({ id, pixels }: RenderAnswer) => {
      const call = waiting.get(id);
      waiting.delete(id);
      if (waiting.size === 0) worker.unref();
      call?.resolve(pixels);
    });
    worker.on('error', fail);
    worker.on('exit', () => fail(new Error('the rendering thread has ended')));
    this.threads.push(thread);
    return thread;
  }
}
