import { drawInput, expectClose, onCpu } from '@infomin/testing/engine-contract';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { createOnnxEngine } from '../src/engine.js';
import { optimise } from '../src/passes/index.js';
import { trace } from '../src/trace/trace.js';
import { opsOf } from './graphs.js';

type Sides = [number, number];
type Padding = 'same' | 'valid' | [Sides, Sides, Sides, Sides];

const shapes: readonly { name: string; image: number[]; out: number; pad: Padding }[] = [
  { name: 'whole blocks', image: [2, 8, 8, 24], out: 32, pad: 'same' },
  { name: 'parts of blocks', image: [3, 7, 11, 32], out: 24, pad: 'same' },
  { name: 'no padding', image: [2, 10, 14, 24], out: 24, pad: 'valid' },
  {
    name: 'padding of 2 above and to the right',
    image: [2, 8, 12, 24],
    out: 24,
    pad: [
      [0, 0],
      [2, 0],
      [0, 2],
      [0, 0],
    ],
  },
];

test.each(shapes)('convolution by blocks agrees with the cpu backend: $name', async ({ image, out, pad }) => {
  const x = drawInput('x', { shape: image });
  const filter = drawInput('filter', { shape: [3, 3, image[3]!, out] });
  const f = (x: tf.Tensor, filter: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, pad);
  const body = ({ x, filter }: Readonly<Record<string, tf.Tensor>>) => {
    const [dx, dFilter] = tf.grads((x, w) => tf.sum(tf.square(f(x!, w!))))([x!, filter!]);
    return { y: f(x!, filter!), dx: dx!, dFilter: dFilter! };
  };
  const spec = {
    name: 'blocks',
    state: {},
    inputs: {
      x: { dtype: 'float32', shape: x.shape },
      filter: { dtype: 'float32', shape: filter.shape },
    },
    body: (_state: object, inputs: Readonly<Record<string, tf.Tensor>>) => ({ outputs: body(inputs) }),
  } as const;
  const ops = opsOf(optimise(trace(spec)).lowered);
  // Image blocks of x, of the gradient, and the gradient's own; x's serve forward pass and weight gradient.
  expect(ops.filter((op) => op === 'Gather')).toHaveLength(5);
  const engine = createOnnxEngine({ verify: true });
  const program = await engine.compile(spec);
  const ours = await program.run(engine.createState({}), { x, filter }, { seed: 0, step: 0 });
  expectClose(ours, onCpu(body, { x, filter }), 2e-5);
});
