import { expect, it } from 'vitest';
import { environmentOf, withoutSecrets } from './secrets.js';
import { formatValue } from './value.js';

it('finds the variables of a plan, each once', () => {
  const part = { a: [{ $env: 'A' }, { call: 'x', args: { b: { $env: 'B', default: 'c' } } }, { $env: 'A' }] };
  expect(environmentOf(part)).toEqual(['A', 'B']);
  expect(formatValue({ $env: 'B', default: 'c' })).toBe('env("B", "c")');
});

it('puts names where values stand, the longer first, and leaves short ones', () => {
  const variables = new Map([
    ['A', '/data'],
    ['B', '/data/more'],
    ['C', 'a'],
    ['D', ''],
  ]);
  expect(withoutSecrets('/data/more/a is not in /data', variables)).toBe('env("B")/a is not in env("A")');
});
