import { Random } from '@infomin/plugin';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { largest, minimize } from './lbfgs.js';

it("finds Rosenbrock's minimum", async () => {
  const found = await minimize(
    async ([x, y]) => ({
      value: (1 - x!) ** 2 + 100 * (y! - x! ** 2) ** 2,
      gradient: Float64Array.of(-2 * (1 - x!) - 400 * x! * (y! - x! ** 2), 200 * (y! - x! ** 2)),
    }),
    Float64Array.of(-1.2, 1),
    { maxIterations: 200, tolerance: 1e-8 },
  );
  expect(found.converged).toBe(true);
  expect(found.x[0]).toBeCloseTo(1, 7);
  expect(found.x[1]).toBeCloseTo(1, 7);
});

it('solves any convex quadratic', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 1e6 }), async (n, seed) => {
      const random = Random.of(seed, 'quadratic');
      const curvature = Float64Array.from({ length: n }, () => 10 ** random.uniform(-2, 2));
      const centre = Float64Array.from({ length: n }, () => random.normal());
      const found = await minimize(
        async (x) => ({
          value: x.reduce((sum, xi, i) => sum + 0.5 * curvature[i]! * (xi - centre[i]!) ** 2, 0),
          gradient: x.map((xi, i) => curvature[i]! * (xi - centre[i]!)),
        }),
        new Float64Array(n),
        { maxIterations: 500, tolerance: 1e-9 },
      );
      expect(found.converged).toBe(true);
      expect(largest(found.x.map((xi, i) => xi - centre[i]!))).toBeLessThan(1e-6);
    }),
    { numRuns: 30 },
  );
});

it('ends, unconverged, where rounding hides the way down', async () => {
  const coarse = (v: number) => Math.fround(v);
  const found = await minimize(
    async ([x]) => ({
      value: coarse(1 + (x! - 3) ** 2),
      gradient: Float64Array.of(coarse(2 * (x! - 3)) + 1e-3),
    }),
    Float64Array.of(0),
    { maxIterations: 10_000, tolerance: 1e-12, precision: 1e-7 },
  );
  expect(found.iterations).toBeLessThan(1000);
  expect(found.x[0]).toBeCloseTo(3, 2);
});

it('takes no step from a minimum', async () => {
  const found = await minimize(
    async () => ({ value: 0, gradient: new Float64Array(3) }),
    new Float64Array(3),
    { maxIterations: 5, tolerance: 1e-5 },
  );
  expect(found).toMatchObject({ iterations: 0, evaluations: 1, converged: true });
});
