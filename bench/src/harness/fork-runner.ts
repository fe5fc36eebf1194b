import { fork } from 'node:child_process';
import type { Report } from '../tap/protocol.js';
import { ownGroup, processRunner } from './process.js';
import type { Runner } from './runner.js';

/** A side that is a Node process: orders and reports go over the channel between parent and child. */
export function forkRunner(
  who: string,
  module: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Runner {
  const child = fork(module, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, ...environment },
    detached: ownGroup,
  });
  const runner = processRunner(who, child, {
    // Writing to a process that has ended is told by its end.
    send: (order) => child.send(order, () => {}),
    close() {
      if (child.connected) child.disconnect();
    },
  });
  child.on('message', (report: Report) => runner.answer(report));
  return runner;
}
