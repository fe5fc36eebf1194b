import { type Metric, Random } from '@infomin/plugin';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { blobs, context, errorRate, floats, labels, split } from '../../test/context.js';
import knn from './knn-probe.compute.js';
import { knnProbe } from './knn-probe.js';
import linear from './linear-probe.compute.js';
import { linearProbe } from './linear-probe.js';

/** Every similarity, sorted: Wu et al. 2018, section 3.4, in float64. */
function bruteForce(
  train: { x: readonly number[]; y: readonly number[] },
  test: { x: readonly number[]; y: readonly number[] },
  columns: number,
  k: number,
  temperature: number,
): number {
  const unit = (x: readonly number[], i: number) => {
    const row = x.slice(i * columns, (i + 1) * columns);
    const norm = Math.hypot(...row);
    return row.map((v) => v / norm);
  };
  let wrong = 0;
  test.y.forEach((label, i) => {
    const query = unit(test.x, i);
    const neighbours = train.y
      .map((y, j) => ({ y, s: unit(train.x, j).reduce((sum, v, d) => sum + v * query[d]!, 0) }))
      .sort((a, b) => b.s - a.s)
      .slice(0, k);
    const votes = new Map<number, number>();
    for (const { y, s } of neighbours) votes.set(y, (votes.get(y) ?? 0) + Math.exp(s / temperature));
    const [answer] = [...votes].sort((a, b) => b[1] - a[1])[0]!;
    if (answer !== label) wrong++;
  });
  return wrong / test.y.length;
}

it('agrees with brute force for any k and temperature', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 40 }),
      fc.double({ min: 0.03, max: 2, noNaN: true }),
      fc.integer({ min: 0, max: 1000 }),
      async (k, temperature, seed) => {
        const train = blobs(60, 5, 4, 1, `train${seed}`);
        const test = blobs(40, 5, 4, 1, `test${seed}`);
        const c = await context(
          split(train.features, train.labels),
          split(test.features, test.labels),
          errorRate,
        );
        const result = await knn.measure(c, knnProbe.parameters.parse({ k, temperature }));
        expect(result.value).toBeCloseTo(bruteForce(train, test, 5, k, temperature), 10);
      },
    ),
    { numRuns: 25 },
  );
});

it('tells the share of right answers where it is asked for the accuracy', async () => {
  const train = blobs(60, 5, 4, 1, 'train');
  const test = blobs(40, 5, 4, 1, 'test');
  const told = async (metric: Metric) => {
    const c = await context(split(train.features, train.labels), split(test.features, test.labels), metric);
    return {
      knn: await knn.measure(c, knnProbe.parameters.parse({})),
      linear: await linear.measure(c, linearProbe.parameters.parse({})),
    };
  };
  const wrong = await told(errorRate);
  const right = await told({ metric: 'accuracy', better: 'higher' });
  for (const probe of ['knn', 'linear'] as const) {
    expect(right[probe]).toMatchObject({ metric: 'accuracy', better: 'higher' });
    expect(right[probe].value).toBe(1 - wrong[probe].value);
    expect(right[probe].chance).toBe(1 - wrong[probe].chance);
  }
});

it('looks at more test rows than one product holds', async () => {
  const train = blobs(30, 3, 3, 1, 'train');
  const test = blobs(4500, 3, 3, 1, 'test');
  const c = await context(split(train.features, train.labels), split(test.features, test.labels), errorRate);
  const result = await knn.measure(c, knnProbe.parameters.parse({ k: 5 }));
  expect(result.value).toBeCloseTo(bruteForce(train, test, 3, 5, 0.07), 10);
});

it('takes all train rows where there are fewer than k, and rows of zeros', async () => {
  const train = split(floats([3, 2], [1, 0, 0, 1, 0, 0]), labels([0, 1, 1]));
  const test = split(floats([2, 2], [2, 0.1, 0, 0]), labels([0, 1]));
  const result = await knn.measure(await context(train, test, errorRate), knnProbe.parameters.parse({}));
  expect(result.value).toBe(0);
  expect(result.details).toMatchObject({ k: 3 });
});

it('takes the first of neighbours that are equally near, and its chance from the train split', async () => {
  const train = split(floats([3, 2], [1, 0, 1, 0, 0, 1]), labels([4, 2, 2]));
  const test = split(floats([2, 2], [2, 0, 3, 0]), labels([4, 4]));
  const result = await knn.measure(
    await context(train, test, errorRate),
    knnProbe.parameters.parse({ k: 1 }),
  );
  expect(result).toMatchObject({ value: 0, chance: 1 });
});

it('takes labels however large, and warns of classes that no neighbour has', async () => {
  const far = 2_000_000_000;
  const train = split(floats([4, 2], [1, 0, 1, 0.1, 0, 1, 0.1, 1]), labels([far, far, 3, 3]));
  const test = split(floats([3, 2], [2, 0.1, 0.1, 3, 1, 0]), labels([far, 3, 8]));
  const c = await context(train, test, errorRate);
  const { value } = await knn.measure(c, knnProbe.parameters.parse({ k: 2 }));
  expect(value).toBeCloseTo(1 / 3, 10);
  expect(c.warnings).toEqual(["class 8 is in the test split only: the probe can't answer it"]);
});

it('does not overflow at a very low temperature', async () => {
  const random = Random.of(1, 'rows');
  const x = Array.from({ length: 40 }, () => random.normal());
  const y = Array.from({ length: 10 }, (_, i) => i % 2);
  const data = split(floats([10, 4], x), labels(y));
  const result = await knn.measure(
    await context(data, data, errorRate),
    knnProbe.parameters.parse({ temperature: 1e-6 }),
  );
  // Each row is its own nearest neighbour, and at this temperature no other has a say.
  expect(result.value).toBe(0);
});
