import type { ChildProcess } from 'node:child_process';
import type { Order, Report } from '../tap/protocol.js';
import { type Runner, RunnerFailed } from './runner.js';

/** How orders reach a side's process; its reports come back through `answer`. */
export interface Channel {
  send(order: Order): void;
  close(): void;
}

/** Options of `spawn` and `fork` that {@link processRunner} counts on: a process group of its own, to be held whole. */
export const ownGroup = process.platform !== 'win32';

/** Sides that run, so that none is left behind, held, when the harness ends. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) signalTo(child, 'SIGKILL');
});
for (const [name, number] of [
  ['SIGINT', 2],
  ['SIGTERM', 15],
] as const) {
  process.once(name, () => process.exit(128 + number));
}

/** To a side's whole group, if it is still there. */
function signalTo(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (ownGroup) process.kill(-child.pid!, signal);
    else if (signal === 'SIGKILL') child.kill(signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * A side in a process of its own. Outside its turns the process and its children are held (SIGSTOP), so that nothing
 * that they do ahead, or spin for, takes the other side's time.
 */
export function processRunner(
  who: string,
  child: ChildProcess,
  channel: Channel,
): Runner & { answer(report: Report): void } {
  let errors = '';
  let failure: Error | undefined;
  let waiting: { resolve: (report: Report) => void; reject: (error: Error) => void } | undefined;
  const signal = (name: NodeJS.Signals) => {
    if (running.has(child)) signalTo(child, name);
  };
  if (child.pid !== undefined) running.add(child);
  const failed = (how: string) => {
    running.delete(child);
    failure = new RunnerFailed(who, how, errors);
    waiting?.reject(failure);
  };
  child.stderr?.on('data', (text) => {
    errors = (errors + text).slice(-20_000);
  });
  child.once('error', (error) => failed(error.message));
  child.once('close', (code, signal) => failed(signal ?? `exit ${code}`));
  return {
    run: (order) =>
      new Promise((resolve, reject) => {
        if (failure) return reject(failure);
        waiting = { resolve, reject };
        signal('SIGCONT');
        channel.send(order);
      }),
    answer(report) {
      signal('SIGSTOP');
      waiting?.resolve(report);
      waiting = undefined;
    },
    close() {
      waiting = undefined;
      signal('SIGCONT');
      channel.close();
    },
  };
}
