import { optimise, trace } from '@infomin/tensor-program';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { lower, loweredOps, moduleOf } from './lower.js';

test('a step is a function that reads as PyTorch code does', () => {
  const graph = trace({
    name: 'nce/max',
    state: { f: { dtype: 'float32', shape: [6] } },
    inputs: { image: { dtype: 'uint8', shape: [4, 2] } },
    body: ({ f }, { image }, random) => {
      const weights = tf.reshape(f!, [2, 3]);
      const y = tf.relu(tf.matMul(tf.add(tf.div(image!, 255), random.fork('noise').normal([4, 2])), weights));
      return {
        state: { f: tf.sub(f!, tf.mul(tf.reshape(tf.sum(y), [1]), 0.1)) },
        outputs: { loss: tf.sum(y), old: weights },
      };
    },
  });
  const lowered = lower(optimise(graph, loweredOps));
  const { arguments: given, outputs } = lowered;
  expect(moduleOf([lowered], 'cpu')).toMatchInlineSnapshot(`
    "import math

    import torch
    import torch.nn.functional as F

    import infomin_ops as ops
    import infomin_random as draws

    device = torch.device("cpu")


    def step(
        f,  # f32[6]
        image,  # u8[4,2]
        keys,  # i32[1,2]
    ):
        # nce/max
        bits = draws.bits(keys, (8,))
        draw_noise_0 = draws.normal(bits[0:8], (4, 2), 1.0)  # f32[4,2]
        cast = image.to(torch.float32)  # f32[4,2]
        reshape = f.reshape((2, 3))  # f32[2,3]
        multiply = cast * 0.003921568859368563  # f32[4,2]
        add = multiply + draw_noise_0  # f32[4,2]
        batch_mat_mul = ops.matmul(add, reshape, weight=True)  # f32[4,3]
        relu = torch.relu(batch_mat_mul)  # f32[4,3]
        sum = relu.sum((0, 1))  # f32[]
        reshape_2 = sum.reshape((1,))  # f32[1]
        multiply_2 = reshape_2 * 0.10000000149011612  # f32[1]
        sub = f - multiply_2  # f32[6]
        out_loss = sum
        out_old = reshape.clone()
        f.copy_(sub)
        return out_loss, out_old
    "
  `);
  expect(given.map(({ kind, name }) => [kind, name])).toEqual([
    ['state', 'f'],
    ['input', 'image'],
    ['keys', 'keys'],
  ]);
  expect(outputs).toEqual([
    { name: 'loss', shape: [], dtype: 'float32' },
    { name: 'old', shape: [2, 3], dtype: 'float32' },
  ]);
});
