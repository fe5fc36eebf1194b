import { describe, expect, it } from 'vitest';
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

describe('of fits that agree but for what is said', () => {
  const fitted = (value: number, more: Partial<Fitted> = {}): Fitted => ({
    value,
    error: 0,
    rows: 64,
    learned: value,
    rising: 0,
    ...more,
  });
  interface Found {
    readonly all?: number;
    readonly half?: number;
    readonly more?: Partial<Fitted>;
    readonly zero?: Fitted;
    readonly twice?: Fitted;
    readonly ceiling?: (args: object, rows: number) => number;
  }
  const estimate = ({ all = 1, half = all, more, zero = fitted(0), twice, ceiling }: Found) => {
    const implementation = ceiling && { ceiling };
    const estimator = { id: 'core/I_NCE', implementation: implementation ?? {}, args: {} };
    const alike = (value: number, more?: Partial<Fitted>) => [fitted(value, more), fitted(value, more)];
    return judged(estimator as Parameters<typeof judged>[0], alike(all, more), alike(half), zero, twice);
  };

  it('extrapolates in 1 / rows, and widens the interval by what that added and by draws', () => {
    // 1.1 − 0.1 with all rows, 1.1 − 0.2 with half of them.
    const { value, interval, measured } = estimate({ all: 1, half: 0.9, more: { error: 0.02 } });
    expect(value).toBeCloseTo(1.1, 12);
    expect(measured).toEqual({ all: 1, half: 0.9, learned: 1 });
    const drawn = 1.645 * 0.02;
    expect(interval[0]).toBeCloseTo(1.1 - drawn - 0.05, 12);
    // If it goes down as 1 / √rows: 1 + 0.1 / (√2 − 1) = 1.1 + √2 · 0.1.
    expect(interval[1]).toBeCloseTo(1 + 0.1 / (Math.SQRT2 - 1) + drawn, 12);
    const learned = estimate({ all: 1, half: 0.9, more: { error: 0.02, learned: 1.5 } });
    expect(learned.interval[1]).toBeCloseTo(1.5 + drawn, 12);
  });

  it('takes the error of the worst of its fits', () => {
    const estimator = { id: 'core/I_NCE', implementation: {}, args: {} } as Parameters<typeof judged>[0];
    const all = [fitted(1, { error: 0.01 }), fitted(1, { error: 0.1 })];
    const { interval } = judged(estimator, all, [fitted(1), fitted(1)], fitted(0), undefined);
    expect(interval[1]).toBeCloseTo(1 + 0.1645, 12);
  });

  const nce = (_args: object, rows: number) => Math.log(rows);
  it.each<[string, Found, RegExp | undefined]>([
    ['nothing', {}, undefined],
    ['something in pairs drawn apart', { zero: fitted(0.15) }, /0\.15 nats in pairs that were drawn apart/],
    ['as much as draws give', { zero: fitted(0.15, { error: 0.05 }) }, undefined],
    // ln 64 − 1 = 3.16
    ['a value near its ceiling', { all: 3.2, ceiling: nce }, /within a nat of its ceiling of 4\.16 nats/],
    ['a value that is not', { all: 3.1, ceiling: nce }, undefined],
    ['a rise with more rows', { half: 0.75 }, /from 0\.75 nats to 1\.00 nats with twice the rows/],
    ['a fall with more rows', { half: 1.25 }, /from 1\.25 nats to 1\.00 nats with twice the rows/],
    ['a small one', { half: 0.85 }, undefined],
    ['a rise with the steps', { more: { rising: 0.11 } }, /rose by 0\.11 nats in the last quarter/],
    ['a small one with the steps', { more: { rising: 0.09 } }, undefined],
    ['too little in two rows', { twice: fitted(1.7) }, /1\.70 nats in two rows at once, where one has 1\.00/],
    ['too much in two rows', { twice: fitted(2.3) }, /2\.30 nats in two rows at once/],
    ['as much as draws of two rows give', { twice: fitted(2.3, { error: 0.1 }) }, undefined],
    ['twice as much in two rows', { twice: fitted(2) }, undefined],
    ['a wide interval', { more: { error: 0.4 } }, /its interval is 0\.34 nats to 1\.66 nats/],
    ['no number', { all: Number.NaN }, /an estimate is not a finite number/],
    ['no number in pairs drawn apart', { zero: fitted(Number.NaN) }, /an estimate is not a finite number/],
  ])('doubts, or does not: %s', (_what, found, reason) => {
    const { unreliable } = estimate(found);
    if (reason === undefined) expect(unreliable).toEqual([]);
    else expect(unreliable).toEqual([expect.stringMatching(reason)]);
  });
});
