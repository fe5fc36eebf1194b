import type { Plan } from '@infomin/plan';
import { expect, it } from 'vitest';
import { nextSteps } from './next.js';

const planOf = (...seeds: number[]) =>
  ({
    file: 'first.infomin',
    trials: seeds.map((seed) => ({
      seed,
      models: ['f', 'k'].map((name) => ({ id: `model ${name}`, name, role: 'encoder' })),
      stages: [{ min: [], max: ['model f'] }],
    })),
    reports: [],
  }) as unknown as Plan;
const whatIsTold = (plan: Plan, seedGiven = false, out = 'runs/first', weights = true) =>
  nextSteps(plan, out, { seedGiven, weights }).map(([what]) => what);

it('shows where to look, how to get a spread, and how to take the encoder elsewhere', () => {
  expect(whatIsTold(planOf(0))).toEqual([
    'runs/first/report.html',
    'sweep seed in 0..3',
    'infomin export runs/first --model f -o f.onnx',
  ]);
});

it('proposes to take elsewhere what a training names, where its weights are there', () => {
  const plan = planOf(0);
  expect(whatIsTold(plan, true, 'out', false)).toEqual(['out/report.html']);
  Object.assign(plan.trials[0]!, { stages: [] });
  expect(whatIsTold(plan, true, 'out')).toEqual(['out/report.html']);
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
