import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { NotHere, redisExecutor, type WorkOptions, work } from '@infomin/executor-redis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePort, lacking } from './workplace.js';

const lacks = lacking('redis-server', 'redis-cli');

describe.skipIf(lacks)(`a queue in Redis${lacks ? `: skipped, ${lacks}` : ''}`, { timeout: 120_000 }, () => {
  let port: number;
  let server: ChildProcess;
  beforeAll(async () => {
    port = await freePort();
    server = spawn('redis-server', ['--port', String(port), '--save', ''], { stdio: 'ignore' });
    await vi.waitUntil(() => redis('ping').trim() === 'PONG', 20_000);
  }, 30_000);
  afterAll(() => server.kill('SIGKILL'));

  const redis = (...args: string[]) =>
    spawnSync('redis-cli', ['-p', String(port), ...args], { encoding: 'utf8' }).stdout;
  const jobs = () => redis('keys', 'bull:infomin-trials:*_0').trim();
  const connection = () => ({ url: `redis://127.0.0.1:${port}` });
  const executor = () => redisExecutor(connection(), () => ({}));

  /** A worker, what it warns of, and how to end it. */
  function worker(run: WorkOptions['run']) {
    const ending = new AbortController();
    const warned: string[] = [];
    const { signal } = ending;
    const ended = work({ connection: connection(), jobs: 1, signal, run, warn: (text) => warned.push(text) });
    return {
      warned,
      end() {
        ending.abort();
        return ended;
      },
    };
  }

  it.each([
    ['is about to put it back', () => Promise.reject(new NotHere('other data')), ['other data']],
    ['comes to its end', () => Promise.resolve({}), []],
  ])(
    'a trial that is cancelled while its worker %s leaves the queue, and runs no more',
    async (_, end, told) => {
      const hands = await executor();
      const ticket = await hands.submit([{ id: 'a', index: 0 }]);
      let runs = 0;
      const { end: stop, warned } = worker(async () => {
        runs++;
        await hands.cancel(ticket);
        return end();
      });
      await vi.waitUntil(() => runs > 0 && jobs() === '', 30_000);
      expect([...(await hands.active(ticket))]).toEqual([]);
      await stop();
      await hands.close!();
      expect([runs, warned]).toEqual([1, told]);
    },
  );

  it('one that was cancelled as it went back is not begun', async () => {
    const hands = await executor();
    const ticket = await hands.submit([{ id: 'a', index: 0 }]);
    const [key] = jobs().split('\n');
    redis('hset', key!, 'progress', '"cancel"');
    let runs = 0;
    const { end } = worker(async () => {
      runs++;
      return {};
    });
    await vi.waitUntil(() => jobs() === '', 30_000);
    await end();
    expect(runs).toBe(0);
    expect([...(await hands.active(ticket))]).toEqual([]);
    await hands.close!();
  });

  it('a worker whose server is gone says so once, and ends when it is told to', async () => {
    const printed = vi.spyOn(console, 'error');
    const hands = await executor();
    await hands.submit([{ id: 'a', index: 0 }]);
    let runs = 0;
    const { end, warned } = worker(async (_, signal) => {
      runs++;
      await sleep(60_000, undefined, { signal }).catch(() => undefined);
      return {};
    });
    await vi.waitUntil(() => runs > 0, 30_000);
    server.kill('SIGKILL');
    await sleep(3000);
    const begun = performance.now();
    await end();
    expect(performance.now() - begun).toBeLessThan(5000);
    await hands.close!();
    expect(printed).not.toHaveBeenCalled();
    expect(warned.filter((text) => text.includes('ECONNREFUSED'))).toHaveLength(1);
  });
});
