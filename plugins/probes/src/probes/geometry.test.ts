import { Random, vector } from '@infomin/plugin';
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
  ['RankMe()', alike.map(() => [0, 0, 0]), 1],
  ['LiDAR(views: 3)', alike, 1],
  ['UniformityProbe()', alike, 0],
])('%s of features that are all alike is its chance', async (call, features, value) => {
  const result = await measure(call, features);
  expect(result.value).toBeCloseTo(value, 4);
  expect(result.chance).toBe(value);
});

const noise = (count: number, size: number) => {
  const random = Random.of(0, 'noise');
  return Array.from({ length: count }, () => Array.from({ length: size }, () => random.uniform() - 0.5));
};

it('LiDAR of a constant with noise is not to be trusted, that of rows which differ is', async () => {
  const of = (scale: number) =>
    measure(
      'LiDAR(views: 2)',
      noise(40, 8).map((row) => row.map((x) => 1 + scale * x)),
    );
  expect((await of(1e-6)).unreliable).toEqual([expect.stringContaining('`delta`')]);
  expect((await of(1)).unreliable).toEqual([]);
});

it('AlphaReQ takes no rounding of features far from zero for their spectrum', async () => {
  const four = noise(4, 32);
  const features = (offset: number) =>
    noise(200, 4).map((row) =>
      four[0]!.map((_, j) => offset + row.reduce((sum, x, i) => sum + x * four[i]![j]!, 0)),
    );
  const [near, far] = [await measure('AlphaReQ()', features(0)), await measure('AlphaReQ()', features(1000))];
  expect(far.details).toMatchObject({ fitted: 4 });
  expect(far.value).toBeCloseTo(near.value, 3);
});

it('chance of an alignment pairs no row with itself', async () => {
  const apart = Array.from({ length: 12 }, (_, i) => Array.from({ length: 12 }, (_, j) => (i === j ? 1 : 0)));
  expect((await measure('AlignmentProbe()', apart, apart)).chance).toBeCloseTo(2, 6);
});

it('chance of an alignment pairs rows of all classes, though they come in turns', async () => {
  const classes = Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? [1, 0] : [0, 1]));
  // 1 is expected; 0.2 is 4 standard deviations of so many pairs.
  expect(Math.abs((await measure('AlignmentProbe()', classes, classes)).chance - 1)).toBeLessThan(0.2);
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
