import type { Plan, Value } from '@infomin/plan';
import { expect, it } from 'vitest';
import { labelOf } from './label.js';

it('shows where long values differ that begin alike', () => {
  const crop = '|> RandomResizedCrop(32, scale: 0.2..1)';
  const recipes = [`${crop} |> Flip()`, `${crop} |> Flip() |> ColorJitter()`, '|> Resize(32)', crop];
  const values: Value[] = recipes.map((recipe) => ({ recipe }));
  const trials = values.map((aug, i) => ({ id: `t${i}`, params: { aug }, seed: 0 }));
  const plan = { trials, sweeps: [{ param: 'aug', values }] } as unknown as Plan;
  expect(trials.map(({ id }) => labelOf(id, plan))).toEqual([
    'trial 1/4 (aug: …0.2..1) |> Flip(), seed: 0)',
    'trial 2/4 (aug: …0.2..1) |> Flip() |> ColorJitter(), seed: 0)',
    'trial 3/4 (aug: |> Resize(32), seed: 0)',
    `trial 4/4 (aug: ${crop}, seed: 0)`,
  ]);
});
