import { spreadOf } from '@infomin/plugin';
import { describe, expect, it } from 'vitest';
import { shared } from '../../test/trials.js';
import { formatParam, groupBy } from './groups.js';

describe('spreadOf', () => {
  it('is the mean and the deviation of the sample', () => {
    const { mean, std } = spreadOf([2, 4, 4, 4, 5, 5, 7, 9])!;
    expect(mean).toBe(5);
    expect(std).toBeCloseTo(Math.sqrt(32 / 7), 12);
    expect(spreadOf([3])).toEqual({ mean: 3, std: null, n: 1 });
    expect(spreadOf([])).toBeUndefined();
  });
});

describe('groups', () => {
  it('join trials by value, not by identity, in the order they come', () => {
    const groups = groupBy(shared, ['shared']);
    expect(groups.map(({ label, done, others }) => [label, done.length, others.length])).toEqual([
      ['digit', 2, 0],
      ['position, digit', 1, 1],
      ['background', 0, 1],
    ]);
  });

  it('write values as the file does, symbols without their dot', () => {
    expect(formatParam({ from: 0.2, to: 1 })).toBe('0.2..1');
    const call = '@infomin/plugin-vision/ConvNet';
    expect(formatParam({ call, args: {} })).toBe('ConvNet()');
    expect(formatParam({ call, args: { channels: [8], dim: 8 } })).toBe('ConvNet(channels: 8, dim: 8)');
    expect(formatParam({ recipe: '|> Flip()' })).toBe('|> Flip()');
    expect(formatParam([])).toBe('none');
  });
});
