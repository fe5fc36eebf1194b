import type { Plan } from '@infomin/plan';
import { expect, it } from 'vitest';
import { nextSteps } from './next.js';

const planOf = (...seeds: number[]) =>
  ({
    file: 'first.infomin',
    trials: seeds.map((seed) => ({
      seed,
      models: [{ name: 'f', role: 'encoder' }],
      stages: [{ id: 'nce' }],
    })),
    reports: [],
  }) as unknown as Plan;
const whatIsTold = (plan: Plan, seedGiven = false, out = 'runs/first') =>
  nextSteps(plan, out, seedGiven).map(([what]) => what);

it('shows where to look, how to get a spread, and how to take the encoder elsewhere', () => {
  expect(whatIsTold(planOf(0))).toEqual([
    'runs/first/report.html',
    'sweep seed in 0..3',
    'infomin export runs/first --model f -o f.onnx',
  ]);
});

it('quotes a folder where a shell would take it apart', () => {
  expect(whatIsTold(planOf(0), true, 'my runs/s1')).toContain(
    "infomin export 'my runs/s1' --model f -o f.onnx",
  );
});

it('asks for no seeds where there are several, or the command line says it', () => {
  expect(whatIsTold(planOf(0, 1, 2))).toEqual(['runs/first/report.html']);
  expect(whatIsTold(planOf(0), true)).not.toContain('sweep seed in 0..3');
});

it('calls no encoder trained that nothing trained', () => {
  const plan = planOf(0);
  const untrained = { ...plan, trials: plan.trials.map((trial) => ({ ...trial, stages: [] })) };
  expect(nextSteps(plan, 'runs/first', true).at(-1)?.[1]).toBe('the trained encoder, to be used elsewhere');
  expect(nextSteps(untrained, 'runs/first', true).at(-1)?.[1]).toBe('the encoder, to be used elsewhere');
});
