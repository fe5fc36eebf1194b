import type { Engine, HostTensor, ProgramSpec, TensorRandom } from '@infomin/plugin';
import { createCpuEngine } from '@infomin/plugin-engine-tfjs/cpu';
import { createShardedEngine } from '@infomin/tensor-program/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, test } from 'vitest';
import { type CaseInput, drawInput } from '../src/engine-contract/case.js';
import { expectClose } from '../src/engine-contract/index.js';

type Inputs = Readonly<Record<string, CaseInput>>;

/** Shared out by rows. */
const shared = {
  x: { shape: [8, 6] },
  y: { shape: [8, 6] },
  x3: { shape: [8, 4, 3] },
  image: { shape: [8, 5, 5, 2] },
  double: { shape: [16, 6] },
  id: { shape: [8], dtype: 'int32', range: [0, 5] },
  column: { shape: [8, 1], dtype: 'int32', range: [0, 5] },
  places: { shape: [8, 2], dtype: 'int32', range: [0, 4] },
  third: { shape: [8], dtype: 'int32', range: [0, 3] },
  pair: { shape: [2, 4], dtype: 'int32', range: [0, 3] },
} as const satisfies Inputs;
/** Each rank has all of it. */
const whole = {
  few: { shape: [4, 6] },
  many: { shape: [16, 6] },
  table: { shape: [5, 3] },
  square: { shape: [6, 6] },
  row: { shape: [6] },
  one: { shape: [8, 1] },
  filter: { shape: [3, 3, 8, 2] },
} as const satisfies Inputs;

type Given = Readonly<Record<keyof typeof shared | keyof typeof whole, tf.Tensor>>;
type Case = (given: Given, random: TensorRandom) => tf.Tensor | tf.Tensor[];

const two = ({ x, y }: Given) => tf.concat([x, y], 0);
const three = ({ x, y }: Given) => tf.concat([x, y, tf.mul(x, 2)], 0);
/** `[6, 8]`, its last axis shared out. */
const across = ({ x }: Given) => tf.transpose(x);
const borders: [number, number][][] = [
  [
    [1, 0],
    [0, 0],
  ],
  [
    [0, 2],
    [0, 0],
  ],
  [
    [0, 0],
    [1, 2],
  ],
];
const ints = (values: readonly number[], shape: number[]) => tf.tensor([...values], shape, 'int32');

/** Where a rule holds and, above all, where it must not. */
const cases: Readonly<Record<string, Case>> = {
  'part of a batch': ({ x }) => [tf.slice(x, [0, 0], [4, 6]), tf.slice(x, [4, 0], [4, 6])],
  'part of each row': ({ x }) => tf.slice(x, [0, 2], [8, 3]),
  'a batch out of three, and two': (g) => [
    tf.slice(three(g), [8, 0], [8, 6]),
    tf.slice(three(g), [8, 0], [16, 6]),
  ],
  'rows of two batches': (g) => tf.slice(three(g), [4, 0], [8, 6]),
  'batches split apart': (g) => tf.split(three(g), [8, 16]),
  'halves of a batch': ({ x }) => tf.split(x, 2),
  'parts of rows': ({ x }) => tf.split(x, [1, 5], 1),
  'a batch before fewer rows': ({ x, few }) => tf.concat([x, few], 0),
  'a batch before no rows': ({ x }) => tf.concat([x, tf.zeros([0, 6])], 0),
  'a batch before two of a state': ({ x, many }) => tf.concat([x, many], 0),
  'a batch beside a state': ({ x, one }) => tf.concat([x, one], 1),
  'batches one by one, twice': (g) => [tf.add(two(g), g.many), tf.add(g.double, g.many)],
  'two batches and as many rows': (g) => [tf.add(two(g), g.double), tf.mul(g.double, two(g))],
  'rows from the first on': ({ x }) => tf.stridedSlice(x, [0, 0], [4, 6], [1, 1]),
  'rows backwards': ({ x }) => tf.stridedSlice(x, [7, 0], [-9, 6], [-1, 1]),
  'every other column': ({ x }) => tf.stridedSlice(x, [0, 0], [8, 6], [1, 2]),
  'a column': ({ x }) => tf.stridedSlice(x, [0, 1], [8, 2], [1, 1], 0, 0, 0, 0, 2),
  'shapes with the rows in front': ({ x }) => [
    tf.reshape(x, [48]),
    tf.reshape(x, [4, 2, 6]),
    tf.reshape(x, [1, 8, 6]),
    tf.reshape(x, [2, 24]),
  ],
  'shapes with no rows': ({ x, x3 }) => [tf.reshape(x, [3, 16]), tf.reshape(x3, [3, 32])],
  'shapes of two batches': (g) => [tf.reshape(two(g), [96]), tf.reshape(two(g), [2, 8, 6])],
  'shapes of columns': (g) => tf.reshape(across(g), [48]),
  'what is written out over rows and columns': ({ x, row, one }) =>
    // A product with ones is written out by a pass.
    [row, one, tf.slice(x, [0, 1], [8, 1])].map((narrow) =>
      tf.where(tf.greater(x, 0), tf.mul(narrow, tf.ones([8, 6])), x),
    ),
  'rows written out twice': ({ x }) => {
    const twice = tf.mul(x, tf.ones([2, 8, 6]));
    return tf.where(tf.greater(twice, 0), twice, tf.square(twice));
  },
  'places of each row': ({ x, places }) => tf.gather(x, places as tf.Tensor2D, 1, 1),
  'places of each column': (g) =>
    tf.gather(
      across(g),
      ints(
        [...Array(12).keys()].map((i) => i % 8),
        [6, 2],
      ) as tf.Tensor2D,
      1,
      1,
    ),
  'rows of a table': ({ table, id, places, third }) => [
    tf.gather(table, id as tf.Tensor1D),
    tf.gather(table, tf.transpose(places) as tf.Tensor2D),
    tf.gather(table, third as tf.Tensor1D, 1),
  ],
  'rows of a batch by number': ({ x }) => tf.gather(x, ints([7, 0, 3], [3]) as tf.Tensor1D),
  'columns by number': (g) => [
    tf.gather(g.x, ints([5, 0, 3, 1], [2, 2]) as tf.Tensor2D, 1),
    tf.gather(across(g), ints([5, 0, 3, 1, 1, 2], [2, 3]) as tf.Tensor2D),
  ],
  'entries of a table': ({ table, column }) => tf.gatherND(table, column),
  'entries by coordinates that are shared out': ({ table, pair }) => tf.gatherND(table, tf.transpose(pair)),
  'entries of a batch': ({ x }) => tf.gatherND(x, ints([7, 2], [2, 1])),
  'rows added up at places': ({ column, x }) => tf.scatterND(column, x, [5, 6]),
  'columns added up at places': (g) => tf.scatterND(ints([1, 0, 1, 2, 2, 4], [6, 1]), across(g), [5, 8]),
  'rows added up by segments': ({ id, x }) => tf.unsortedSegmentSum(x, id as tf.Tensor1D, 5),
  'columns added up by segments': (g) =>
    tf.unsortedSegmentSum(across(g), ints([1, 0, 1, 2, 2, 4], [6]) as tf.Tensor1D, 5),
  'the place of the largest': (g) => [
    tf.argMax(g.x3, 2),
    tf.argMax(g.x3, 1),
    tf.argMax(g.x3, 0),
    tf.argMin(across(g), 0),
    tf.argMin(across(g), 1),
  ],
  'products that keep the rows': (g) => [tf.matMul(g.x, g.square), tf.matMul(two(g), g.square)],
  'products that add them up': (g) => [
    tf.matMul(g.x, g.y, true),
    tf.matMul(two(g), g.double, true),
    tf.matMul(across(g), tf.slice(g.many, 0, 8)),
  ],
  'products of rows with rows': (g) => [
    tf.matMul(two(g), two(g), false, true),
    tf.matMul(g.x, g.y, false, true),
  ],
  'products row by row': ({ x3, few }) => [
    tf.matMul(x3, tf.reshape(tf.slice(few, 0, 1), [1, 3, 2])),
    tf.matMul(x3, x3, true),
  ],
  'sums of products': (g) => [tf.einsum('ij,jk->ki', two(g), g.square), tf.einsum('ij,ik->jk', g.x, g.y)],
  'orders of axes': ({ x3 }) => [tf.transpose(x3, [1, 2, 0]), tf.transpose(x3, [2, 0, 1])],
  'rows and columns one by one': (g) => [...tf.unstack(g.x), ...tf.unstack(g.x, 1), ...tf.unstack(across(g))],
  borders: ({ x }) => [
    ...borders.map((sides) => tf.pad(x, sides, 0.5)),
    ...borders.map((sides) => tf.mirrorPad(x, sides, 'symmetric')),
  ],
  copies: ({ x }) => [tf.tile(x, [2, 1]), tf.tile(x, [1, 2])],
  'axes turned round': ({ x }) => [tf.reverse(x, 0), tf.reverse(x, 1)],
  shares: (g) => [tf.softmax(g.x), tf.softmax(across(g)), tf.logSoftmax(g.x), tf.logSoftmax(across(g))],
  'sums so far': ({ x }) => [tf.cumsum(x, 0), tf.cumsum(x, 1)],
  'the largest': (g) => [g.x, across(g)].flatMap((of) => Object.values(tf.topk(of, 2))),
  classes: ({ id }) => tf.oneHot(id as tf.Tensor1D, 5),
  'reductions over rows': ({ x }) => [tf.sum(x, 0), tf.mean(x, 0), tf.max(x, 0), tf.min(x, 0), tf.prod(x, 0)],
  'reductions of two batches': (g) => [
    tf.sum(two(g), 0),
    tf.mean(two(g), 0),
    tf.mean(two(g)),
    tf.max(two(g), 0),
  ],
  'reductions beside the rows': (g) => [
    tf.sum(g.x3, 1),
    tf.sum(g.x3, [1, 2]),
    tf.sum(across(g), 0),
    tf.sum(across(g), 0, true),
    tf.max(tf.transpose(g.x3, [1, 2, 0]), 0),
  ],
  'whether all rows are': ({ x }) => [tf.all(tf.greater(x, -2), 0), tf.any(tf.greater(x, 0.9), 0)],
  'sums with what is no sum': ({ x, y, row }) => {
    const sum = () => tf.sum(x, 0);
    return [
      tf.add(sum(), row),
      tf.sub(row, sum()),
      tf.add(sum(), tf.sum(y, 0)),
      tf.mul(sum(), row),
      tf.mul(sum(), tf.sum(y, 0)),
      tf.div(sum(), row),
      tf.div(row, sum()),
      tf.div(sum(), tf.sum(y, 0)),
      tf.square(sum()),
      tf.neg(sum()),
      tf.concat([sum(), row], 0),
      tf.concat([sum(), row, row, row], 0),
    ];
  },
  'sums of whole numbers': ({ id, column }) => [
    tf.concat([tf.sum(column, 0), ints([7], [1])], 0),
    tf.add(tf.sum(id), tf.sum(column)),
    tf.div(tf.cast(tf.sum(id), 'float32'), 3),
  ],
  'a sum read twice': ({ x, row }) => {
    const sum = tf.sum(x, 0);
    return [tf.add(sum, row), tf.mul(sum, sum), sum];
  },
  'what broadcasts over rows': ({ x, row, one }) => [
    tf.add(x, row),
    tf.mul(tf.slice(x, 0, 1), x),
    tf.sub(one, x),
    tf.add(tf.reshape(x, [1, 8, 6]), tf.reshape(x, [8, 1, 6])),
  ],
  'the gradient of a filter': ({ image, filter }) =>
    tf.grad((f) => tf.square(tf.conv2d(image as tf.Tensor4D, f as tf.Tensor4D, 1, 'same')))(
      tf.slice(filter, [0, 0, 0, 0], [3, 3, 2, 2]),
    ),
  convolutions: ({ image, filter }) => [
    tf.conv2d(image as tf.Tensor4D, tf.slice(filter, [0, 0, 0, 0], [3, 3, 2, 2]) as tf.Tensor4D, 1, 'same'),
    tf.conv2d(tf.transpose(image, [3, 1, 2, 0]) as tf.Tensor4D, filter as tf.Tensor4D, 1, 'valid'),
  ],
  draws: ({ x, y }, random) => [
    tf.add(x, random.normal([8, 6])),
    tf.add(tf.concat([x, y], 0), random.normal([16, 6])),
    tf.mul(x, random.uniform([1, 6])),
    tf.add(x, tf.reshape(random.normal([3, 2]), [6])),
    tf.add(tf.transpose(x), random.normal([6, 8])),
  ],
};

beforeAll(async () => {
  createCpuEngine();
  await tf.setBackend('cpu');
});

const drawn = (inputs: Inputs): Record<string, HostTensor> =>
  Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, drawInput(name, input)]));
const specs = (inputs: Inputs) =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, dtype = 'float32' }]) => [name, { shape, dtype } as const]),
  );

describe.each([2, 4])('%i ranks together compute what one computes', (ranks) => {
  test.each(Object.entries(cases))('%s', async (name, compute) => {
    const spec: ProgramSpec = {
      name,
      state: specs(whole),
      inputs: specs(shared),
      rows: Object.entries(shared).flatMap(([each, { shape }]) => (shape[0] % ranks === 0 ? [each] : [])),
      body(state, inputs, random) {
        const results = [compute({ ...state, ...inputs } as unknown as Given, random)].flat();
        return { outputs: Object.fromEntries(results.map((result, i) => [`${i}`, result])) };
      },
    };
    const run = async (engine: Engine) => {
      const program = await engine.compile(spec);
      return program.run(engine.createState(drawn(whole)), drawn(shared), { seed: 2, step: 3 });
    };
    expectClose(await run(createShardedEngine(ranks)), await run(createCpuEngine()), 1e-5);
  });
});
