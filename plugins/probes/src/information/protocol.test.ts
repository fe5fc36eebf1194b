import { expect, it } from 'vitest';
import type { Fitted } from './fit.js';
import { judged } from './protocol.js';

it("takes Student's t over however many seeds", () => {
  const fitted = (value: number): Fitted => ({ value, error: 0, rows: 64, learned: 1, rising: 0 });
  const all = Array.from({ length: 8 }, (_, i) => fitted(1 + 0.1 * (-1) ** i));
  const estimator = { id: 'core/I_JS', implementation: {}, args: {} } as Parameters<typeof judged>[0];
  const { interval } = judged(estimator, all, all, fitted(0), undefined);
  const deviation = Math.sqrt((16 * 0.01) / 14);
  // scipy.stats.t.ppf(0.95, 14)
  expect(interval[1] - 1).toBeCloseTo(1.76131 * deviation * Math.sqrt(5 / 8), 3);
});

it('says that rows are too few where those that it learned from tell most of what it finds', () => {
  const fitted = (value: number, learned: number): Fitted => ({
    value,
    error: 0.01,
    rows: 64,
    learned,
    rising: 0,
  });
  const estimator = { id: 'core/I_NCE', implementation: {}, args: {} } as Parameters<typeof judged>[0];
  const reasons = (value: number, learned: number) => {
    const all = [fitted(value, learned), fitted(value, learned)];
    return judged(estimator, all, all, fitted(0, 0), undefined).unreliable.join();
  };
  // Of one bit that twelve hide: ln 2 is there.
  expect(reasons(0.08, 0.26)).toMatch(/0\.26 nats in rows that it learned from, 0\.08 nats in others/);
  expect(reasons(0.01, 0.08)).toBe('');
  expect(reasons(0.31, 0.43)).toBe('');
});

it('reaches up to what is left where held-out rows still told more as the steps ended', () => {
  const fitted = (rising: number): Fitted => ({ value: 1, error: 0, rows: 64, learned: 1, rising });
  const estimator = { id: 'core/I_JS', implementation: {}, args: {} } as Parameters<typeof judged>[0];
  // 1 − 1 / steps rises by 1 / (3 steps) in the last quarter.
  const all = [fitted(0.02), fitted(0.04)];
  const { interval } = judged(estimator, all, [fitted(0), fitted(0)], { ...fitted(0), value: 0 }, undefined);
  expect(interval[0]).toBe(1);
  expect(interval[1]).toBeCloseTo(1.09, 10);
});
