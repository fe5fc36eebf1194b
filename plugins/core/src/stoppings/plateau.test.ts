import { expect, it } from 'vitest';
import plateau from './plateau.compute.js';

/** After which measurement a training ends; none if it does not. */
function endOf(values: number[], better: 'lower' | 'higher', patience: number, by = 0): number | undefined {
  const ends = values.findIndex((_, i) =>
    plateau.ends({ values: values.slice(0, i + 1), better }, { patience, by }),
  );
  return ends < 0 ? undefined : ends + 1;
}

it('ends after so many measurements that are no better than the best before them', () => {
  const errors = [0.9, 0.5, 0.6, 0.4, 0.45, 0.41, 0.3];
  expect(endOf(errors, 'lower', 2)).toBe(6);
  expect(endOf(errors, 'lower', 3)).toBeUndefined();
  expect(endOf(errors, 'higher', 3)).toBe(4);
});

it('counts what is better by enough only, and equal as no better', () => {
  expect(endOf([0.5, 0.49, 0.48, 0.47], 'lower', 3, 0.05)).toBe(4);
  expect(endOf([0.5, 0.44, 0.38, 0.32], 'lower', 3, 0.05)).toBeUndefined();
  expect(endOf([2, 2], 'higher', 1)).toBe(2);
});
