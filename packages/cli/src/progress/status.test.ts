import { expect, it } from 'vitest';
import { statusLine, type TrainingStatus } from './status.js';

const status: TrainingStatus = {
  trial: { index: 2, count: 12 },
  stage: 'nce',
  epoch: { index: 3, count: 20 },
  step: 468,
  steps: 3900,
  imagesPerSecond: 5120.4,
  loss: 2.34567,
  information: { name: 'I_NCE', nats: 3.1994, ceiling: Math.log(256) },
  secondsLeft: 75,
  collapsed: false,
};

it('tells trial, stage, loss, information beside its ceiling, time left, epoch, step and speed', () => {
  expect(statusLine(status, 200)).toBe(
    '[2/12] nce  12%  loss 2.346  I_NCE 3.199 of 5.545 nats  1 min 15 s left  epoch 3/20  step 468/3900  5120 images/s',
  );
});

it('says before anything dispensable that a training is collapsed so far', () => {
  expect(statusLine({ ...status, collapsed: true }, 45)).toBe(
    '[2/12] nce  12%  collapsed so far  loss 2.346',
  );
  expect(statusLine({ ...status, collapsed: true }, 38)).toBe('[2/12] nce  12%  collapsed so far');
});

it('leaves out what is not there, and the trial where there is one only', () => {
  expect(
    statusLine(
      {
        ...status,
        trial: { index: 1, count: 1 },
        epoch: undefined,
        information: undefined,
        secondsLeft: undefined,
      },
      200,
    ),
  ).toBe('nce  12%  loss 2.346  step 468/3900  5120 images/s');
});

it('reckons with wide letters, and leaves out a name that is wider than the terminal', () => {
  expect(statusLine({ ...status, stage: '学习' }, 24)).toBe('[2/12] 学习  12%');
  expect(statusLine({ ...status, stage: 'a_stage_of_a_long_name' }, 24)).toBe('12%  loss 2.346');
});

it('never grows wider than the terminal and drops whole parts', () => {
  for (let width = 12; width < 130; width++) {
    const line = statusLine(status, width);
    expect(line.length).toBeLessThanOrEqual(width);
    expect(statusLine(status, 200).startsWith(line)).toBe(true);
  }
  expect(statusLine(status, 30)).toBe('[2/12] nce  12%  loss 2.346');
});
