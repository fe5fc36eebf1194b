import type { Value } from '@infomin/plan';
import { expect, it } from 'vitest';
import type { Sweep } from '../declarations/sweeps.js';
import { expand, idleParams, type Setting, trialId } from './expand.js';
import type { TrialParts } from './trial-plan.js';

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

const settingOf = (value: Value) => new Map([[{ name: 'z' }, { value }]]) as unknown as Setting;

it('tells ids apart that file systems take for the same, and shortens long ones', () => {
  const taken = new Set<string>();
  const [small, large, again] = ['a', 'A', 'A'].map((value) => trialId(settingOf(value), taken));
  expect(small).toBe('z-a');
  expect(large).toMatch(/^z-A-[0-9a-f]{8}$/);
  expect(again).toBe(`${large}-2`);
  expect(trialId(settingOf('x'.repeat(78)), taken)).toBe(`z-${'x'.repeat(78)}`);
  expect(trialId(settingOf('x'.repeat(79)), taken)).toMatch(/^z-x{58}-[0-9a-f]{8}$/);
});

/** Sweeps of so many values each, and trials of which each has what `trains` makes of its values. */
function idle(counts: Record<string, number>, trains: (values: Record<string, number>) => object) {
  const sweeps = Object.entries(counts).map(([name, count]) => ({
    symbols: [{ name }],
    rows: Array.from({ length: count }, (_, value) => [{ value }]),
  })) as unknown as Sweep[];
  const trials = expand(sweeps).map((setting) => {
    const values = Object.fromEntries([...setting].map(([{ name }, { value }]) => [name, value as number]));
    return {
      parts: { params: values, seed: values.a, probes: [], ...trains(values) } as unknown as TrialParts,
    };
  });
  return [...idleParams(sweeps, trials)].map(({ name }) => name);
}

it('finds the parameters along which nothing differs but parameters and the seed', () => {
  const stages = (of: (values: Record<string, number>) => unknown) =>
    idle({ a: 2, b: 3, c: 2 }, (values) => ({ stages: [of(values)] }));
  expect(stages(({ a }) => a)).toEqual(['b', 'c']);
  expect(stages(({ b }) => b)).toEqual(['a', 'c']);
  expect(stages(({ c }) => c)).toEqual(['a', 'b']);
  expect(stages(({ a, b, c }) => (b === 2 && c === 1 ? a : 0))).toEqual([]);
  expect(stages(() => 0)).toEqual(['a', 'b', 'c']);
});

it('finds none idle of which there is one value, or where nothing runs', () => {
  expect(idle({ a: 1, b: 2 }, ({ b }) => ({ stages: [b] }))).toEqual([]);
  expect(idle({ a: 2 }, () => ({ stages: [] }))).toEqual([]);
  expect(idle({ a: 2 }, () => ({ stages: [], probes: ['p'] }))).toEqual(['a']);
});
