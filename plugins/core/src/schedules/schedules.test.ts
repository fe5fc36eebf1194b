import { describe, expect, it } from 'vitest';
import constant from './constant.compute.js';
import cosine from './cosine.compute.js';
import step from './step.compute.js';

const at = (now: number) => ({ step: now, steps: 100, stepsPerEpoch: 10 });

describe('Cosine', () => {
  it('starts at 1, is half way down in the middle and ends near `final`', () => {
    const args = { warmup: 0, final: 0.1 };
    expect(cosine.factor(at(0), args)).toBe(1);
    expect(cosine.factor(at(50), args)).toBeCloseTo(0.55, 12);
    expect(cosine.factor(at(25), args)).toBeCloseTo(0.1 + 0.9 * (0.5 + Math.SQRT1_2 / 2), 12);
    expect(cosine.factor(at(100), args)).toBeCloseTo(0.1, 12);
  });

  it('rises evenly over the warm-up, never 0, and then starts at 1', () => {
    const factors = [0, 1, 2, 3, 4].map((now) => cosine.factor(at(now), { warmup: 4, final: 0 }));
    expect(factors).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
  });

  it.each([
    { count: 0.4, unit: 'epoch' },
    { count: 4, unit: 'step' },
  ] as const)('takes %o as the length of the warm-up', (warmup) => {
    for (const { factor } of [cosine, constant]) {
      const factors = [0, 3, 4].map((now) => factor(at(now), { warmup, final: 0 }));
      expect(factors).toEqual([0.2, 0.8, 1]);
    }
    expect(step.factor(at(3), { at: [0.6], factor: 0.1, warmup })).toBe(0.8);
  });

  it('falls from the end of the warm-up on', () => {
    expect(cosine.factor(at(60), { warmup: 20, final: 0 })).toBeCloseTo(0.5, 12);
    expect(cosine.factor(at(40), { warmup: 20, final: 0.2 })).toBeCloseTo(
      0.2 + 0.8 * (0.5 + Math.SQRT1_2 / 2),
      12,
    );
  });

  it('is finite when the warm-up takes the whole training', () => {
    expect(cosine.factor(at(99), { warmup: 100, final: 0 })).toBeCloseTo(100 / 101, 12);
  });
});

describe('Step', () => {
  it('takes numbers below 1 as fractions of the training', () => {
    const factors = [59, 60, 79, 80].map((now) =>
      step.factor(at(now), { at: [0.6, 0.8], factor: 0.1, warmup: 0 }),
    );
    expect(factors.map((factor) => Number(factor.toFixed(6)))).toEqual([1, 0.1, 0.1, 0.01]);
  });

  it('is on time where a fraction times the steps rounds up', () => {
    const factors = [54, 55].map((now) => step.factor(at(now), { at: [0.55], factor: 0.5, warmup: 0 }));
    expect(factors).toEqual([1, 0.5]);
  });

  it('takes numbers from 1 on as epochs', () => {
    const factors = [29, 30, 70].map((now) => step.factor(at(now), { at: [7, 3], factor: 0.5, warmup: 0 }));
    expect(factors).toEqual([1, 0.5, 0.25]);
    const first = [9, 10, 99].map((now) => step.factor(at(now), { at: [1], factor: 0.5, warmup: 0 }));
    expect(first).toEqual([1, 0.5, 0.5]);
  });

  it('rises over the warm-up, also where a moment passes in it', () => {
    const factors = [0, 2, 3, 4].map((now) => step.factor(at(now), { at: [0.03], factor: 0.5, warmup: 4 }));
    expect(factors).toEqual([0.2, 0.6, 0.4, 0.5]);
  });
});

describe('Constant', () => {
  it('is 1 after the warm-up', () => {
    const factors = [0, 1, 2, 50].map((now) => constant.factor(at(now), { warmup: 1 }));
    expect(factors).toEqual([0.5, 1, 1, 1]);
  });
});
