import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { createOnnxEngine } from './engine.js';

test('a program that needs more memory than there is is refused before anything is computed', async () => {
  const program = createOnnxEngine().compile({
    name: 'nce/max',
    state: {},
    inputs: { x: { dtype: 'float32', shape: [3_000_000, 1] } },
    // 3 million by 3 million numbers: 36 TB.
    body: (_state, { x }) => ({ outputs: { y: tf.sum(tf.matMul(x!, x!, false, true)) } }),
  });
  await expect(program).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringMatching(
      /^nce\/max needs 335\d\d\.\d GiB of memory, .* f32\[3000000,3000000\] .*33527\.6 GiB.* has \d+\.\d GiB/,
    ),
    suggestion: expect.stringContaining('batch'),
  });
});
