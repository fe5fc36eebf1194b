import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Order, Report } from '../tap/protocol.js';
import { agreement } from './agreement.js';
import type { Runner } from './runner.js';
import { median } from './statistics.js';
import { takeTurns } from './turns.js';

it('takes the middle', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeNaN();
});

it('compares losses relative to their size, and fails on what cannot be compared', () => {
  expect(agreement([[4.0], [2]], [[4.003], [2]])).toMatchObject({ agrees: true });
  expect(agreement([[4.0], [2]], [[4.0], [2.003]])).toMatchObject({ agrees: false });
  expect(agreement([[0.0001]], [[0.0009]])).toMatchObject({ agrees: true });
  expect(agreement([[1], [2]], [[1], [Number.NaN]]).agrees).toBe(false);
  expect(agreement([[1], [2]], [[1]]).agrees).toBe(false);
  expect(agreement([], []).agrees).toBe(false);
});

it('lets the sides run in turns and takes medians', async () => {
  const order: string[] = [];
  const side = (name: string, seconds: number[]): Runner => ({
    async run({ rounds }: Order): Promise<Report> {
      order.push(`${name}${rounds}`);
      const own = rounds === 1 ? 99 : seconds.shift()!;
      return { seconds: [own], elapsed: own, losses: [[0]], peakBytes: own * 1e6, description: name };
    },
    close() {},
  });
  const measured = await takeTurns(
    [side('a', [1, 5, 2]), side('b', [4, 4, 4])],
    { turns: 3, rounds: 7, warmup: 1 },
    (report) => report.elapsed,
  );
  expect(order).toEqual(['a1', 'b1', 'a7', 'b7', 'a7', 'b7', 'a7', 'b7']);
  expect(measured).toEqual([
    { description: 'a', turns: [1, 5, 2], median: 2, peak_mb: 5 },
    { description: 'b', turns: [4, 4, 4], median: 4, peak_mb: 4 },
  ]);
});

it('starts, and tells what it measures', () => {
  const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
  const { stdout, status } = spawnSync(process.execPath, [main, '--help'], { encoding: 'utf8' });
  expect(status).toBe(0);
  for (const name of ['step', 'throughput', 'probe', 'mi', 'agree', 'gpu'])
    expect(stdout).toContain(`  ${name} `);
});
