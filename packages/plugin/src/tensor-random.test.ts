import type { Tensor } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { Random } from './random.js';
import { fillDraw, type RandomDraw, tensorRandom } from './tensor-random.js';

function drawsOf(body: (random: ReturnType<typeof tensorRandom>) => void): RandomDraw[] {
  const draws: RandomDraw[] = [];
  body(
    tensorRandom((draw) => {
      draws.push(draw);
      return {} as Tensor;
    }),
  );
  return draws;
}

test('streams are named by the path of forks and a count per path', () => {
  const draws = drawsOf((random) => {
    random.uniform([2]);
    const view = random.fork('view');
    view.normal([3], 2);
    view.fork('crop').uniform([1], -1, 1);
    random.fork('view').normal([3]);
    random.uniform([2]);
  });
  expect(draws.map((draw) => draw.stream)).toEqual(['0', 'view/0', 'view/crop/0', 'view/1', '1']);
});

test('what one fork draws does not shift another', () => {
  const short = drawsOf((random) => random.fork('b').uniform([4]));
  const long = drawsOf((random) => {
    random.fork('a').uniform([9]);
    random.fork('b').uniform([4]);
  });
  const key = { seed: 1, step: 5 };
  expect(fillDraw(long[1]!, key)).toEqual(fillDraw(short[0]!, key));
});

test('a draw is Random.of(seed, stream).at(step)', () => {
  const [draw] = drawsOf((random) => random.fork('noise').normal([2, 3], 0.5));
  const expected = Random.of(7, 'noise/0').at(3).fillNormal(new Float32Array(6), 0.5);
  expect(fillDraw(draw!, { seed: 7, step: 3 })).toEqual(expected);
  expect(fillDraw(draw!, { seed: 7, step: 4 })).not.toEqual(expected);
});

test('parts of a draw are its rows', () => {
  for (const distribution of [
    { kind: 'uniform', from: 2, to: 3 } as const,
    { kind: 'normal', std: 2 } as const,
  ]) {
    const draw = { distribution, shape: [6, 3], stream: 'view/0' };
    const key = { seed: 1, step: 5 };
    const parts = [0, 1].map((index) => [...fillDraw(draw, key, { index, of: 2 })]);
    expect(parts.flat()).toEqual([...fillDraw(draw, key)]);
  }
});
