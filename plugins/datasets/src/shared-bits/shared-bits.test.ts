import type { HostTensor } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { readColumn, testContext } from '../testing.js';
import implementation from './shared-bits.compute.js';
import { sharedBits } from './shared-bits.js';

const COUNT = 20_000;

async function columnsOf(shared: number) {
  const args = sharedBits.parameters.parse({ bits: 4, shared, label: 2, entries: 3, rows: COUNT });
  const { splits } = await implementation.open(args, testContext({ seed: 3 }));
  const rows = Int32Array.from({ length: COUNT }, (_, i) => i);
  const read = async (column: string) => (await readColumn(splits.train!, column, rows)) as HostTensor;
  const vectors = async (column: string) => {
    const { data } = await read(column);
    return Array.from({ length: COUNT }, (_, i) => [...data.subarray(3 * i, 3 * i + 3)].join());
  };
  return { v1: await vectors('v1'), v2: await vectors('v2'), label: [...(await read('label')).data] };
}

/** Of what was counted, in bits. */
function information(a: readonly unknown[], b: readonly unknown[]): number {
  const entropy = (values: readonly unknown[]) => {
    const counts = new Map<unknown, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    return [...counts.values()].reduce((sum, n) => sum - (n / COUNT) * Math.log2(n / COUNT), 0);
  };
  return entropy(a) + entropy(b) - entropy(a.map((value, i) => `${value} ${b[i]}`));
}

it.each([0, 1, 2, 3, 4])('shares %i bits, and with the label what both have of it', async (shared) => {
  const { v1, v2, label } = await columnsOf(shared);
  expect(new Set(v1).size).toBe(16);
  // Counting 256 cells in 20,000 rows finds up to 0.01 bits too much.
  expect(Math.abs(information(v1, v2) - shared)).toBeLessThan(0.02);
  expect(Math.abs(information(v1, label) - 2)).toBeLessThan(0.01);
  expect(Math.abs(information(v2, label) - Math.min(shared, 2))).toBeLessThan(0.01);
});

it('stays within its states where a draw just below 1 rounds to 1', async () => {
  const { splits } = await implementation.open(sharedBits.parameters.parse({}), testContext({ seed: 1793 }));
  expect((await readColumn(splits.train!, 'label', [2424])).data).toEqual(Int32Array.of(7));
  expect([...(await readColumn(splits.train!, 'v1', [2424])).data]).not.toContain(0);
});

it('says which bits there are not', () => {
  for (const given of [
    { bits: 4, shared: 5 },
    { bits: 2, label: 3, shared: 1 },
  ]) {
    expect(sharedBits.describe(sharedBits.parameters.parse(given))).toMatchObject({
      problem: expect.stringMatching(/cannot be taken/),
    });
  }
});
