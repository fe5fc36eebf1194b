import { createCpuEngine } from '@infomin/plugin-engine-tfjs/cpu';
import { sinkScales, trace, verify } from '@infomin/tensor-program';
import { drawInput, expectClose } from '@infomin/testing/engine-contract';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { createOnnxEngine } from '../src/engine.js';

const x = drawInput('x', { shape: [2, 5, 6, 3] });
const filter = drawInput('filter', { shape: [3, 3, 3, 4] });
const factors = drawInput('factors', { shape: [4] });

/** Gradients of a convolution whose result is scaled channel by channel, twice in a row; `seen` gives the middle. */
const program = (seen: boolean) => ({
  name: 'scales',
  state: {},
  inputs: {
    x: { dtype: 'float32', shape: x.shape },
    filter: { dtype: 'float32', shape: filter.shape },
    factors: { dtype: 'float32', shape: factors.shape },
  } as const,
  body: (_state: object, { x, filter, factors }: Readonly<Record<string, tf.Tensor>>) => {
    let middle: tf.Tensor | undefined;
    const scale = tf.customGrad((y, _save) => ({
      value: tf.mul(y as tf.Tensor, factors!),
      gradFunc: (dy: tf.Tensor) => {
        middle = tf.keep(tf.mul(tf.reshape(dy, [-1, 4]), factors!));
        return tf.reshape(middle, dy.shape);
      },
    }));
    const f = (x: tf.Tensor, filter: tf.Tensor) =>
      scale(tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same'));
    const [dx, dFilter] = tf.grads((x, w) => tf.sum(tf.square(f(x!, w!))))([x!, filter!]);
    return { outputs: { dx: dx!, dFilter: dFilter!, ...(seen ? { middle: middle! } : {}) } };
  },
});

test.each([false, true])('gradients stay what they were; the scaled gradient is seen: %s', async (seen) => {
  const spec = program(seen);
  const graph = trace(spec);
  const sunk = sinkScales(graph);
  verify(sunk, 'sinkScales');
  // The factors move to the filter and to its gradient, unless what they scale is read elsewhere.
  const scaled = (node: (typeof sunk.nodes)[number]) =>
    node.op === 'Multiply' && node.outputs[0]!.shape.join() === '3,3,3,4';
  expect(sunk.nodes.filter(scaled)).toHaveLength(seen ? 0 : 2);
  const results = [];
  for (const engine of [createOnnxEngine(), createCpuEngine()]) {
    const compiled = await engine.compile(spec);
    results.push(await compiled.run(engine.createState({}), { x, filter, factors }, { seed: 0, step: 0 }));
  }
  expectClose(results[0]!, results[1]!, 1e-5);
});
