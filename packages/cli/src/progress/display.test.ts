import { expect, it } from 'vitest';
import { liveDisplay, plainDisplay, quietDisplay } from './display.js';
import type { TrainingStatus } from './status.js';

function captured(columns = 80) {
  let text = '';
  return {
    output: {
      write: (more: string) => {
        text += more;
      },
      isTTY: true,
      columns,
    },
    text: () => text,
  };
}

function at(step: number, steps: number, stage = 'nce'): TrainingStatus {
  return {
    trial: undefined,
    stage,
    epoch: undefined,
    step,
    steps,
    imagesPerSecond: undefined,
    loss: 1,
    information: undefined,
    secondsLeft: undefined,
    collapsed: false,
  };
}

it('prints about ten plain lines a stage, the last of them the end', () => {
  const { output, text } = captured();
  const display = plainDisplay(output);
  for (let step = 1; step <= 1234; step++) display.training(at(step, 1234));
  for (let step = 1; step <= 3; step++) display.training(at(step, 3, 'second'));
  const lines = text().trimEnd().split('\n');
  expect(lines.filter((line) => line.startsWith('nce'))).toHaveLength(10);
  expect(lines.filter((line) => line.startsWith('second'))).toHaveLength(3);
  expect(lines.at(-1)).toContain('100%');
});

it('rewrites one line on a terminal, ten times a second at most, and always shows the last step', () => {
  const { output, text } = captured(20);
  let time = 0;
  const display = liveDisplay(output, () => time);
  for (let step = 1; step <= 100; step++) {
    time += 10;
    display.training(at(step, 100));
  }
  const drawn = text().split('\r\u001b[K').slice(1);
  expect(drawn).toHaveLength(11);
  expect(drawn.at(-1)).toContain('100%');
  for (const line of drawn) expect(line.length).toBeLessThan(20);
});

it('clears the live line before a line that stays, and at the end', () => {
  const { output, text } = captured();
  const display = liveDisplay(output, () => 0);
  display.activity('probe digit');
  display.line('digit done');
  display.close();
  expect(text()).toBe('\r\u001b[Kprobe digit\r\u001b[Kdigit done\n');
});

it('keeps quiet but for lines that must be seen', () => {
  const { output, text } = captured();
  const display = quietDisplay(output);
  display.training(at(1, 1));
  display.activity('probe');
  display.line('warning');
  expect(text()).toBe('warning\n');
});
