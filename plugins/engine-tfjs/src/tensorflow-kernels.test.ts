import { computeCase, drawInput, expectClose, onAB, onCpu } from '@infomin/testing/engine-contract';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { findTensorflow } from '../test/found.js';

type Images = tf.Tensor4D;
type Pad = Parameters<typeof tf.conv2d>[3];

const uneven: Pad = [
  [0, 0],
  [2, 1],
  [0, 1],
  [0, 0],
];
const cases = [
  onAB('convolution, padded unevenly', [2, 7, 6, 2], [3, 3, 2, 3], (x, filter) =>
    tf.conv2d(x as Images, filter as Images, 2, uneven),
  ),
  onAB('convolution per channel, padded by a number', [2, 7, 6, 2], [3, 3, 2, 2], (x, filter) =>
    tf.depthwiseConv2d(x as Images, filter as Images, 2, 1),
  ),
];

const create = await findTensorflow();
if (create) {
  const engine = await create();

  test.each(cases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    const inputs = Object.fromEntries(
      Object.entries(one.inputs).map(([name, input]) => [name, drawInput(name, input)]),
    );
    const program = await engine.compile({
      name: one.name,
      state: {},
      inputs,
      body: (_state, given) => ({ outputs: computeCase(one, given) }),
    });
    const outputs = await program.run(engine.createState({}), inputs, { seed: 1, step: 0 });
    expectClose(
      outputs,
      onCpu((given) => computeCase(one, given), inputs),
    );
  });

  test('an engine started again computes the same', async () => {
    const x = drawInput('x', { shape: [3, 4], range: [-9, 9] });
    const divide = { name: 'divide', state: {}, inputs: { x } };
    const results = [];
    for (const started of [engine, await create()]) {
      const program = await started.compile({
        ...divide,
        body: (_state, { x }) => ({ outputs: { y: tf.floorDiv(x!, 2) } }),
      });
      results.push(await program.run(started.createState({}), { x }, { seed: 1, step: 0 }));
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[0]!.y!.data).toEqual(Int32Array.from(x.data, (value) => Math.floor(value / 2)));
  });
}
