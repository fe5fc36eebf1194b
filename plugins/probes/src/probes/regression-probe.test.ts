import { Random } from '@infomin/plugin';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { context, distance, floats, split } from '../../test/context.js';
import { solvePositiveDefinite } from '../fit/cholesky.js';
import regression from './regression-probe.compute.js';
import { regressionProbe } from './regression-probe.js';

const args = (values: Record<string, unknown> = {}) => regressionProbe.parameters.parse(values);

function rows(stream: string, count: number, columns: number): number[] {
  const random = Random.of(11, stream);
  return Array.from({ length: count * columns }, () => random.normal());
}

/** Ridge regression by gradient descent to the bottom, in float64: the mean distance on test. */
function descended(x: number[], y: number[], xTest: number[], yTest: number[], columns: number, l2: number) {
  const n = y.length / 2;
  const mean = (v: number[], width: number, j: number) =>
    v.reduce((sum, value, i) => sum + (i % width === j ? value : 0), 0) / (v.length / width);
  const centre = Array.from({ length: columns }, (_, j) => mean(x, columns, j));
  const deviation = centre.map((m, j) =>
    Math.sqrt(x.reduce((sum, v, i) => sum + (i % columns === j ? (v - m) ** 2 : 0), 0) / n),
  );
  const scaled = (v: number[]) =>
    v.map((value, i) => (value - centre[i % columns]!) / deviation[i % columns]!);
  const [z, zTest, yMean] = [scaled(x), scaled(xTest), [mean(y, 2, 0), mean(y, 2, 1)]];
  const w = new Float64Array(columns * 2);
  const predict = (v: number[], i: number, t: number) =>
    Array.from({ length: columns }, (_, j) => v[i * columns + j]! * w[j * 2 + t]!).reduce(
      (a, b) => a + b,
      yMean[t]!,
    );
  for (let step = 0; step < 3000; step++) {
    const gradient = w.map((wi) => l2 * wi);
    for (let i = 0; i < n; i++) {
      for (let t = 0; t < 2; t++) {
        const residual = predict(z, i, t) - y[i * 2 + t]!;
        for (let j = 0; j < columns; j++) gradient[j * 2 + t]! += residual * z[i * columns + j]!;
      }
    }
    gradient.forEach((g, i) => {
      w[i]! -= (0.3 / n) * g;
    });
  }
  const distances = Array.from({ length: yTest.length / 2 }, (_, i) =>
    Math.hypot(predict(zTest, i, 0) - yTest[i * 2]!, predict(zTest, i, 1) - yTest[i * 2 + 1]!),
  );
  return distances.reduce((a, b) => a + b) / distances.length;
}

describe('RegressionProbe', () => {
  it.each([1, 20])('agrees with ridge regression by descent, l2 %d', async (l2) => {
    const [x, y, xTest, yTest] = [rows('x', 50, 3), rows('y', 50, 2), rows('xt', 20, 3), rows('yt', 20, 2)];
    const result = await regression.measure(
      await context(
        split(floats([50, 3], x), floats([50, 2], y)),
        split(floats([20, 3], xTest), floats([20, 2], yTest)),
        distance,
      ),
      args({ l2 }),
    );
    expect(result.value).toBeCloseTo(descended(x, y, xTest, yTest, 3, l2), 5);
    expect(result).toMatchObject({ metric: 'distance', unit: 'px', better: 'lower' });
  });

  it('recovers an exact linear map, over several products of rows', async () => {
    const count = 2500;
    const x = rows('x', count, 4);
    const y = Array.from({ length: count }, (_, i) => {
      const [a, b, c, d] = x.slice(i * 4, i * 4 + 4) as [number, number, number, number];
      return [32 + 5 * a - 2 * b, 30 + c + 0.5 * d];
    }).flat();
    const data = split(floats([count, 4], x), floats([count, 2], y));
    const result = await regression.measure(await context(data, data, distance), args({ l2: 0 }));
    expect(result.value).toBeLessThan(1e-4);
    expect(result.chance).toBeGreaterThan(4);
  });

  it("has the distance from train's mean as chance, and gets it from constant features", async () => {
    const train = split(floats([2, 2], [1, 3, 1, 3]), floats([2, 2], [0, 0, 4, 0]));
    const test = split(floats([2, 2], [1, 3, 1, 3]), floats([2, 2], [2, 3, 6, 3]));
    const result = await regression.measure(await context(train, test, distance), args());
    expect(result.chance).toBeCloseTo((3 + 5) / 2, 12);
    expect(result.value).toBe(result.chance);
    const unpenalised = await regression.measure(await context(train, test, distance), args({ l2: 0 }));
    expect(unpenalised.value).toBe(result.chance);
  });

  it('asks for a penalty where features repeat each other', async () => {
    const x = rows('x', 30, 1).flatMap((v) => [v, v]);
    const data = split(floats([30, 2], x), floats([30, 2], rows('y', 30, 2)));
    await expect(regression.measure(await context(data, data, distance), args({ l2: 0 }))).rejects.toThrow(
      /linear combinations/,
    );
    // Two equal features share one weight, which halves the penalty: w²/4 + w²/4.
    const once = split(floats([30, 1], rows('x', 30, 1)), floats([30, 2], rows('y', 30, 2)));
    const result = await regression.measure(await context(data, data, distance), args({ l2: 2 }));
    const single = await regression.measure(await context(once, once, distance), args({ l2: 1 }));
    expect(result.value).toBeCloseTo(single.value, 6);
  });

  it('refuses targets that are not numbers', async () => {
    const data = split(floats([2, 1], [1, 2]), floats([2, 2], [1, 2, Number.POSITIVE_INFINITY, 4]));
    await expect(regression.measure(await context(data, data, distance), args())).rejects.toThrow(
      /targets hold Infinity in the train split/,
    );
  });
});

it('solves symmetric positive definite systems: A X gives B back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 1e6 }), (n, seed) => {
      const random = Random.of(seed, 'system');
      const factor = Float64Array.from({ length: n * n }, () => random.normal());
      const a = new Float64Array(n * n);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          for (let k = 0; k < n; k++) a[i * n + j]! += factor[i * n + k]! * factor[j * n + k]!;
          if (i === j) a[i * n + j]! += 0.1;
        }
      }
      const b = Float64Array.from({ length: n * 2 }, () => random.normal());
      const x = solvePositiveDefinite(a, b, n)!;
      for (let i = 0; i < n; i++) {
        for (let t = 0; t < 2; t++) {
          let sum = 0;
          for (let k = 0; k < n; k++) sum += a[i * n + k]! * x[k * 2 + t]!;
          expect(sum).toBeCloseTo(b[i * 2 + t]!, 7);
        }
      }
    }),
  );
});

it('refuses a matrix that is not positive definite', () => {
  expect(solvePositiveDefinite(Float64Array.of(1, 2, 2, 1), Float64Array.of(1, 1), 2)).toBeUndefined();
});
