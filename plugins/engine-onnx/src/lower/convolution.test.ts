import { trace } from '@infomin/tensor-program';
import { opsOf } from '@infomin/tensor-program/testing';
import { expectClose, onCpu } from '@infomin/testing/engine-contract';
import { expect, test } from 'vitest';
import { convolution, type Shape } from '../../test/convolutions.js';
import { createOnnxEngine } from '../engine.js';
import { compile } from '../passes/index.js';
import { OnnxProgram } from '../program.js';
import { SharedSession } from '../shared-session.js';
import { geometryOf, type Way, waysOf } from './convolution.js';

interface Case extends Shape {
  readonly name: string;
  /** The usual one first. */
  readonly ways: readonly Way[];
}

const few: Omit<Case, 'name'> = {
  image: [2, 6, 8, 3],
  filter: [3, 3, 3, 5],
  strides: [1, 1],
  pad: 'same',
  ways: ['windows', 'groups', 'blocks'],
};
const many: Omit<Case, 'name'> = { ...few, filter: [3, 3, 24, 24], ways: ['blocks', 'windows'] };
const grouped: readonly Way[] = ['windows', 'groups'];
const merged: readonly Way[] = ['merged', 'windows'];

function strided(
  name: string,
  image: number[],
  filter: number[],
  strides: [number, number],
  pad: Shape['pad'],
  ways: readonly Way[],
): Case {
  return { name, image, filter, strides, pad, ways };
}

const cases: readonly Case[] = [
  { ...few, name: 'few channels' },
  { ...few, name: 'unpadded, one channel', image: [2, 7, 10, 1], filter: [3, 3, 1, 4], pad: 'valid' },
  strided('stride 2', [3, 8, 8, 3], [3, 3, 3, 5], [2, 2], 'same', [...grouped, 'merged']),
  strided('stride 2 of odd images', [2, 7, 11, 2], [3, 3, 2, 4], [2, 2], 'same', [...grouped, 'merged']),
  strided('a wide kernel', [2, 9, 8, 2], [2, 5, 2, 3], [1, 2], 'same', [...grouped, 'merged']),
  strided('a wide kernel of stride 4', [2, 17, 13, 2], [11, 7, 2, 3], [4, 2], 'same', merged),
  strided('several channels, unpadded', [2, 9, 12, 6], [3, 3, 6, 4], [2, 2], 'valid', merged),
  strided('pixels that no window covers', [2, 7, 9, 40], [2, 2, 40, 3], [2, 2], 'valid', [
    'windows',
    'merged',
  ]),
  strided('a stride wider than the kernel', [2, 8, 9, 5], [2, 3, 5, 3], [3, 3], 'valid', merged),
  {
    ...few,
    name: 'padding of 2 above and of 1 to the right',
    image: [2, 6, 9, 3],
    pad: [
      [0, 0],
      [2, 0],
      [0, 1],
      [0, 0],
    ],
  },
  { ...many, name: 'whole blocks', image: [2, 8, 8, 24], filter: [3, 3, 24, 32] },
  { ...many, name: 'parts of blocks', image: [3, 7, 11, 32], filter: [3, 3, 32, 24] },
  { ...many, name: 'no padding', image: [2, 10, 14, 24], pad: 'valid' },
  {
    ...many,
    name: 'padding of 2 above and to the right',
    image: [2, 8, 12, 24],
    pad: [
      [0, 0],
      [2, 0],
      [0, 2],
      [0, 0],
    ],
  },
];

test.each(cases)(
  'every way of a convolution agrees with the cpu backend: $name',
  async ({ ways, ...shape }) => {
    const { spec, body, inputs } = convolution(shape);
    const traced = trace(spec);
    const forward = traced.nodes.find(({ op }) => op === 'Conv2D')!;
    expect(waysOf(geometryOf(forward)!)).toEqual(ways);
    const reference = onCpu(body, inputs);
    const state = createOnnxEngine().createState({});
    for (const way of ways) {
      const { lowered } = compile(traced, () => way);
      const session = new SharedSession({ threads: 1, device: 'cpu', budget: { bytes: 2 ** 30 } });
      session.join(lowered, 0);
      const program = new OnnxProgram(spec, lowered, session);
      expectClose(await program.run(state, inputs, { seed: 0, step: 0 }), reference, 2e-5);
      program.dispose();
    }
  },
);

test('forward pass and weight gradient share the blocks of an image', () => {
  const { spec } = convolution({ ...many, image: [2, 8, 8, 24] });
  const ops = opsOf(compile(trace(spec)).lowered);
  // Image blocks of x, of the gradient, and the gradient's own; results are gathered twice.
  expect(ops.filter((op) => op === 'Gather')).toHaveLength(5);
});
