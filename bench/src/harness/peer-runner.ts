import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Report } from '../tap/protocol.js';
import { ownGroup, processRunner } from './process.js';
import type { Runner } from './runner.js';

/** The interpreter that has torch and scikit-learn; `undefined`: no peer. */
export function peerPython(): string | undefined {
  return process.env.PEER_PYTHON || undefined;
}

/**
 * A peer: a script of `peers/` that answers each line of standard input, an order as JSON, with one line of standard
 * output, a report as JSON.
 */
export function peerRunner(python: string, script: string, args: readonly string[]): Runner {
  // OPENBLAS_* pin a slower kernel on machines whose older OpenBLAS would fail; the peer is to be at its best.
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _cache, ...environment } = process.env;
  const child = spawn(python, [fileURLToPath(new URL(`../../peers/${script}`, import.meta.url)), ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...environment, PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1' },
    detached: ownGroup,
  });
  // Writing to a process that has ended is told by its end.
  child.stdin.on('error', () => {});
  const runner = processRunner(`peer ${script}`, child, {
    send: (order) => child.stdin.write(`${JSON.stringify(order)}\n`),
    close: () => child.stdin.end(),
  });
  createInterface({ input: child.stdout }).on('line', (line) => runner.answer(JSON.parse(line) as Report));
  return runner;
}
