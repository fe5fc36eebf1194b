import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import { interruptible } from './interrupt.js';

class Process extends EventEmitter {
  exited: number | undefined;
  exit(code: number) {
    this.exited = code;
  }
}

it('asks for a clean end at the first Ctrl-C and ends at once with 130 at the second', async () => {
  const signals = new Process();
  const told: string[] = [];
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const result = await interruptible(
    async (signal) => {
      signals.emit('SIGINT');
      expect(signal.aborted).toBe(true);
      // As `timeout` sends it, to the process and to its group.
      now += 50;
      signals.emit('SIGINT');
      expect(signals.exited).toBeUndefined();
      now += 250;
      signals.emit('SIGINT');
      return 'what was done';
    },
    { signals, onInterrupt: () => told.push('ending') },
  ).finally(() => vi.restoreAllMocks());
  expect(result).toBe('what was done');
  expect(told).toEqual(['ending']);
  expect(signals.exited).toBe(130);
  expect(signals.listenerCount('SIGINT')).toBe(0);
});

it('takes its listeners away when the work fails', async () => {
  const signals = new Process();
  const work = interruptible(() => Promise.reject(new Error('no')), { signals, onInterrupt: () => {} });
  await expect(work).rejects.toThrow('no');
  expect(signals.listenerCount('SIGTERM')).toBe(0);
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])('ends work that is stuck some time after %s', async (name, code) => {
  const signals = new Process();
  const work = new Promise<void>((resolve) => {
    signals.exit = (given) => {
      signals.exited = given;
      resolve();
    };
  });
  const ended = interruptible(() => work, { signals, onInterrupt: () => {}, patience: 1 });
  signals.emit(name);
  expect(signals.exited).toBeUndefined();
  await ended;
  expect(signals.exited).toBe(code);
});
