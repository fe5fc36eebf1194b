import { Worker } from 'node:worker_threads';

/** Milliseconds between two signs of life. */
export const BEAT = 3000;

const code = `
const { workerData: { path, text, interval } } = require('node:worker_threads');
const { openSync, writeSync } = require('node:fs');
try {
  const file = openSync(path, 'r+');
  setInterval(() => { try { writeSync(file, text, 0); } catch {} }, interval);
} catch {}`;

/**
 * Writes a file's text again and again, so that others see by its time that this process lives, also while a long
 * operation keeps the main thread. The file stays the one that it was at the start, whatever comes in its place. It
 * keeps no process alive.
 */
export function heartbeat(path: string, text: string): { end(): Promise<unknown> } {
  const worker = new Worker(code, {
    eval: true,
    workerData: { path, text, interval: BEAT },
    execArgv: [],
    env: {},
  });
  worker.unref();
  // Without it, others on this machine still see that the process lives.
  worker.on('error', () => undefined);
  return { end: () => worker.terminate() };
}
