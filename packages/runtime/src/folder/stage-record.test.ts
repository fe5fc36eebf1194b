import { expect, it } from 'vitest';
import type { Side } from '../step/programs.js';
import { averaged, informationBySide, newRecord, observe } from './stage-record.js';

const seen = (value: number, side: Side = 'max', informed = true) => ({
  side,
  loss: -value,
  information: informed ? value : null,
  embeddingStd: informed ? value / 10 : null,
  terms: { [informed ? 'nce' : 'mse']: value },
});

it('keeps as many of the latest as the window has, of each batch', () => {
  const record = newRecord();
  for (const value of [1, 2, 3, 4]) observe(record, 'b', seen(value), 3);
  observe(record, 'l', seen(9), 3);
  const kept = Object.entries(record.recent).map(([batch, all]) => [batch, all.map(({ loss }) => -loss)]);
  expect(kept).toEqual([
    ['b', [2, 3, 4]],
    ['l', [9]],
  ]);
});

it('is the sum over batches of means over the latest', () => {
  const record = newRecord();
  for (const value of [8, 2, 4]) observe(record, 'b', seen(value), 3);
  for (const value of [7, 1]) observe(record, 'l', seen(value, 'max', false), 3);
  expect(averaged(record, 2)).toEqual({
    loss: -3 - 4,
    information: 3,
    embeddingStd: expect.closeTo(0.3, 12),
    terms: { nce: 3, mse: 4 },
  });
  expect(averaged(newRecord(), 2)).toEqual({ loss: 0, information: null, embeddingStd: null, terms: {} });
});

it('tells the information at the steps of each side, of batches that both see and of others', () => {
  const record = newRecord();
  for (const [value, side] of [
    [9, 'max'],
    [1, 'max'],
    [3, 'max'],
    [5, 'min'],
  ] as const)
    observe(record, 'b', seen(value, side), 4);
  observe(record, 'l', seen(7), 4);
  expect(informationBySide(record, 3)).toEqual({ max: 2 + 7, min: 5 });
});

it('goes on from a copy', () => {
  const from = { ...newRecord(), step: 4, told: 3 };
  observe(from, 'b', seen(1), 4);
  const record = newRecord(from);
  expect(record).toEqual(from);
  record.lines.push({ trial: 'a' } as never);
  record.batches.b = 5;
  expect([from.lines, from.batches]).toEqual([[], {}]);
});
