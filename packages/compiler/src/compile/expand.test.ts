import { expect, it } from 'vitest';
import { trialId } from './expand.js';

it('gives every trial an id of its own, also where settings are equal', () => {
  const taken = new Set<string>();
  const ids = Array.from({ length: 4 }, () => trialId(new Map(), taken));
  expect(new Set(ids).size).toBe(4);
});
