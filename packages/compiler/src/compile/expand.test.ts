import type { Value } from '@infomin/plan';
import { expect, it } from 'vitest';
import { type Setting, trialId } from './expand.js';

it('gives every trial an id of its own, also where settings are equal', () => {
  const taken = new Set<string>();
  const ids = Array.from({ length: 4 }, () => trialId(new Map(), taken));
  expect(new Set(ids).size).toBe(4);
});

it('keeps the sign of a number', () => {
  const idOf = (value: Value) => {
    const setting = new Map([[{ name: 'z' }, { value }]]) as unknown as Setting;
    return trialId(setting, new Set());
  };
  expect([-1, 1, -0.5, [-1, 2], { symbol: 'a' }].map(idOf)).toEqual([
    'z--1',
    'z-1',
    'z--0.5',
    'z--1-2',
    'z-a',
  ]);
});
