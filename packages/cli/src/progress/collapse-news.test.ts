import type { ProgressEvent } from '@infomin/runtime';
import { expect, it } from 'vitest';
import { collapseWatch } from './collapse-news.js';

function at(trial: string, step: number, collapsed: boolean): ProgressEvent {
  return {
    trial,
    stage: 'nce',
    epoch: 1,
    step,
    steps: 2000,
    imagesPerSecond: 1,
    loss: 1,
    mi: 0,
    information: 'I_NCE',
    ceiling: 4,
    secondsLeft: 1,
    collapsed,
  };
}

it('tells once that a training collapsed and once that it recovered, each trial for itself', () => {
  const watch = collapseWatch();
  const events = [
    at('a', 200, true),
    at('b', 200, false),
    at('a', 220, true),
    at('b', 220, true),
    at('a', 360, false),
    at('a', 380, false),
  ];
  const told = events.map((event) => watch(event)?.text.slice(0, 50));
  expect(told).toEqual(
    [
      'nce is collapsed so far: after 200 of 2000 steps I_',
      undefined,
      undefined,
      'nce is collapsed so far: after 220 of 2000 steps I_',
      'nce is no longer collapsed after 360 of 2000 steps',
      undefined,
    ].map((text) => text?.slice(0, 50)),
  );
});
