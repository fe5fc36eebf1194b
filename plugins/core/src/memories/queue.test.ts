import { type StateContext, stateless } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { normalTensor, tf } from '../../test/setup.js';
import iNce from '../terms/i-nce.compute.js';
import queue from './queue.compute.js';

const random = undefined as never;
const args = { temperature: 0.5, symmetric: false };
const negatives = { id: 'Queue', args: { size: 5 } as never, implementation: queue as never };

function opened(state: Record<string, tf.Tensor>) {
  const next: Record<string, tf.Tensor> = {};
  const context: StateContext = {
    state,
    next(name, value) {
      next[name] = value;
    },
  };
  return { context, next };
}

const numbers = ({ value, loss }: { value: tf.Tensor; loss: tf.Tensor }) => [
  value.dataSync()[0]!,
  loss.dataSync()[0]!,
];

const a = normalTensor([3, 2], 1);
const b = normalTensor([3, 2], 2);

it('changes nothing while it is empty', () => {
  const { context } = opened({
    'negatives.vectors': tf.zeros([5, 2]),
    'negatives.present': tf.zeros([5]),
  });
  const remembered = iNce.estimate([a, b], { ...args, negatives }, { random, ...context });
  const plain = iNce.estimate([a, b], args, { random, ...stateless });
  for (const [i, number] of numbers(remembered).entries()) expect(number).toBeCloseTo(numbers(plain)[i]!, 5);
});

it('is among the candidates as far as it is filled, and takes the batch in at the front', () => {
  const held = tf.tensor2d([
    [0.6, 0.8],
    [1, 0],
    [0, 0],
    [0, 0],
    [0, 0],
  ]);
  const { context, next } = opened({
    'negatives.vectors': held,
    'negatives.present': tf.tensor1d([1, 1, 0, 0, 0]),
  });
  const [value, loss] = numbers(iNce.estimate([a, b], { ...args, negatives }, { random, ...context }));
  const unit = (rows: number[][]) => rows.map((row) => row.map((x) => x / Math.hypot(...row)));
  const [anchors, keys] = [unit(a.arraySync() as number[][]), unit(b.arraySync() as number[][])];
  const candidates = [...keys, [0.6, 0.8], [1, 0]];
  const losses = anchors.map((anchor, i) => {
    const scores = candidates.map((key) => Math.exp((anchor[0]! * key[0]! + anchor[1]! * key[1]!) / 0.5));
    return -Math.log(scores[i]! / scores.reduce((x, y) => x + y));
  });
  const direct = losses.reduce((x, y) => x + y) / 3;
  expect(loss).toBeCloseTo(direct, 5);
  expect(value).toBeCloseTo(Math.log(5) - direct, 5);
  const kept = next['negatives.vectors']!.arraySync() as number[][];
  for (const [i, key] of keys.entries())
    for (const [j, x] of key.entries()) expect(kept[i]![j]).toBeCloseTo(x, 5);
  expect(kept.slice(3)).toEqual((held.arraySync() as number[][]).slice(0, 2));
  expect(next['negatives.present']!.arraySync()).toEqual([1, 1, 1, 1, 1]);
});
