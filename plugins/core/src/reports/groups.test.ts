import { describe, expect, it } from 'vitest';
import { shared } from '../../test/trials.js';
import { formatParam, groupBy } from './groups.js';

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
    expect(formatParam({ call, args: { channels: [8], dim: 8 } })).toBe('ConvNet(channels: [8], dim: 8)');
    expect(formatParam({ recipe: '|> Flip()' })).toBe('|> Flip()');
    expect(formatParam([])).toBe('none');
  });
});
