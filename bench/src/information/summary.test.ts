import { expect, it } from 'vitest';
import { summaryOf, type TaskResult, tableOf } from './summary.js';

const task = (name: string, truth: number, answers: TaskResult['answers']): TaskResult => ({
  name,
  truth,
  answers,
});
const results = [
  task('near', 1, [
    { estimator: 'ours', value: 1.1, interval: [0.9, 1.3], unreliable: [] },
    { estimator: 'theirs', value: 0.8 },
  ]),
  task('far', 2, [
    { estimator: 'ours', value: 1.2, interval: [1.1, 1.3], unreliable: [] },
    { estimator: 'theirs', value: 2 },
  ]),
  task('said', 3, [{ estimator: 'ours', value: 0, interval: [0, 0], unreliable: ['few rows'] }]),
];

it('tells error, coverage of what is trusted, and what is off without a word', () => {
  const [ours, theirs] = summaryOf(results);
  expect(ours).toMatchObject({ estimator: 'ours', tasks: 3, flagged: 1, coverage: 0.5, missed: ['far'] });
  expect(ours!.error).toBeCloseTo((0.1 + 0.8 + 3) / 3, 10);
  expect(ours!.error_trusted).toBeCloseTo(0.45, 10);
  expect(theirs).toMatchObject({ tasks: 2, flagged: null, coverage: null, missed: [] });
});

it('counts a value that is no number as off', () => {
  const [summary] = summaryOf([task('none', 1, [{ estimator: 'x', value: Number.NaN }])]);
  expect(summary!.missed).toEqual(['none']);
});

it('is a table of estimators, then of tasks', () => {
  const lines = tableOf(results).split('\n');
  expect(lines[2]).toBe('| ours | 3 | 1.300 | 0.450 | 1 | 50 % | 1 |');
  expect(lines).toContain('| said | 3.00 | 0.00* |  |');
});
