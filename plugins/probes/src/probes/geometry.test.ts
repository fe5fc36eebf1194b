import { vector } from '@infomin/plugin';
import { pluginTester, rows } from '@infomin/testing';
import { describe, expect, it } from 'vitest';
import reference from '../../test/geometry.json' with { type: 'json' };
import probes from '../index.js';

const tester = pluginTester(probes);
const measure = (call: string, ...operands: number[][][]) => {
  const data = operands.map((values) => rows(vector(values[0]!.length), values));
  return tester.probe(call, { train: data, test: data });
};

describe.each(reference)('$call', ({ call, operands, value }) => {
  it('is what test/geometry.py computes', async () => {
    const result = await measure(call, ...operands);
    expect(Math.abs(result.value / value - 1)).toBeLessThan(2e-5);
  });
});

const alike = Array.from({ length: 6 }, () => [1, 2, 3]);

it.each([
  ['RankMe()', alike, 1],
  ['LiDAR(views: 3)', alike, 1],
  ['UniformityProbe()', alike, 0],
])('%s of features that are all alike is its chance', async (call, features, value) => {
  const result = await measure(call, features);
  expect(result.value).toBeCloseTo(value, 4);
  expect(result.chance).toBe(value);
});

it('chance of an alignment is that of rows that do not belong together', async () => {
  const [x, y] = reference.find(({ call }) => call === 'AlignmentProbe()')!.operands as [
    number[][],
    number[][],
  ];
  const apart = y.map((_, i) => y[(i + 6) % 12]!);
  const { chance } = await measure('AlignmentProbe()', x, y);
  expect(chance).toBeCloseTo((await measure('AlignmentProbe()', x, apart)).value, 6);
});

it('AlphaReQ says that a collapsed spectrum has no decay', async () => {
  await expect(measure('AlphaReQ()', alike)).rejects.toThrow(/too few/);
});

it('probes say what they do not take', async () => {
  const data = { d: { train: { x: rows(vector(5), 4) }, test: { x: rows(vector(5), 4) } } };
  await tester.expectDiagnostics(
    `use "@infomin/testing"
use "@infomin/plugin-probes"
dataset d = InMemory("d")
batch e ~ d
probe a = LiDAR(concat(e.x, e.x), views: ⟦IM6005:3⟧)
probe b = ⟦IM6005:AlignmentProbe(e.x, concat(e.x, e.x))⟧`,
    { datasets: data },
  );
});
