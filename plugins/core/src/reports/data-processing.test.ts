import { describe, expect, it } from 'vitest';
import { trial } from '../../test/trials.js';
import dataProcessing from './data-processing.compute.js';

describe('DataProcessing', () => {
  const found = (value: number, half: number) => ({
    metric: 'information',
    value,
    chance: 0,
    unit: 'nats',
    better: 'higher' as const,
    details: { interval: [value - half, value + half] },
  });
  const build = (inFeatures: number, half: number) =>
    dataProcessing.build(
      {
        title: '',
        trials: [0, 1].map((seed) =>
          trial({}, seed, {
            probes: { inViews: found(1 + seed, half), inFeatures: found(inFeatures, half) },
          }),
        ),
      },
      { whole: 'inViews', parts: 'inFeatures' },
    );

  it('tells of trials whose processed variables share more, the intervals apart', async () => {
    const { text, data } = await build(1.5, 0.2);
    expect(text).toContain('does not hold 1 of 2 times');
    expect(text).toContain("seed 0: inFeatures finds 1.50 [1.30, 1.70] of inViews's 1.00 [0.80, 1.20].");
    expect(data).toMatchObject({ compared: 2, rows: [{ cells: [{ mean: 1.5, n: 2 }, { mean: 1.5 }] }] });
  });

  it('lets estimates touch, and counts what it compared', async () => {
    expect((await build(1.5, 0.3)).text).toContain('the inequality holds 2 times');
    const none = await dataProcessing.build({ title: '', trials: [] }, { whole: 'a', parts: ['b'] });
    expect(none.text).toContain('No trial has both');
  });
});
