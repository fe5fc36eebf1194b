import { expect, it } from 'vitest';
import { liveDisplay, plainDisplay } from './display.js';
import type { TrainingStatus } from './status.js';

function at(trial: number, step: number): TrainingStatus {
  return {
    trial: { index: trial, count: 9 },
    stage: 'nce',
    epoch: undefined,
    step,
    steps: 10,
    imagesPerSecond: undefined,
    loss: undefined,
    information: undefined,
    secondsLeft: undefined,
    collapsed: false,
  };
}

function output(columns: number) {
  const drawn: string[] = [];
  return { drawn, isTTY: true, columns, write: (text: string) => void drawn.push(text) };
}

it('shows trials that run side by side on one line until each has ended', () => {
  const terminal = output(60);
  let time = 0;
  const display = liveDisplay(terminal, () => (time += 100));
  display.training(at(1, 3));
  display.training(at(2, 5));
  expect(terminal.drawn.at(-1)).toBe('\r\u001b[K[1/9] nce  30%  step 3/10 | [2/9] nce  50%  step 5/10');
  display.ended(1);
  display.training(at(2, 6));
  expect(terminal.drawn.at(-1)).toBe('\r\u001b[K[2/9] nce  60%  step 6/10');
});

it('keeps the line of many trials within the terminal', () => {
  const terminal = output(50);
  let time = 0;
  const display = liveDisplay(terminal, () => (time += 100));
  for (const trial of [1, 2, 3, 4]) display.training(at(trial, trial));
  for (const line of terminal.drawn) expect(line.replace('\r\u001b[K', '').length).toBeLessThan(50);
});

it('prints the tenths of each trial once although they arrive in turns', () => {
  const terminal = output(80);
  const display = plainDisplay(terminal);
  for (let step = 1; step <= 10; step++) for (const trial of [1, 2]) display.training(at(trial, step));
  expect(terminal.drawn).toHaveLength(20);
  expect(new Set(terminal.drawn).size).toBe(20);
});
