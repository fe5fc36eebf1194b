import { optimise, trace } from '@infomin/tensor-program';
import { simclr } from '@infomin/tensor-program/testing';
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
  const lowered = lower(optimise(graph, loweredOps), { rounds: false, weights: ['f'] });
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

test('images between convolutions are kept in the type of products, statistics are not', () => {
  const { spec } = simclr({ batch: 4, size: 8, channels: [3, 5, 7], embedding: 4 });
  const text = (rounds: boolean) => lower(optimise(trace(spec), loweredOps), { rounds }).text;
  expect(text(false)).not.toContain('ops.kept');
  const lines = text(true).split('\n');
  const products = lines.filter((line) => /conv2d\w*\(/.test(line)).join();
  const where = (what: RegExp) => lines.filter((line) => what.test(line));
  const activations = where(/torch\.relu\(.*f32\[\d+,\d+,/).filter((line) =>
    products.includes(`(${line.trim().split(' ')[0]},`),
  );
  expect(activations).not.toEqual([]);
  const kept = [...activations];
  // The last operand of the gradient of each filter is what batch norm's gradient gives.
  const gradients = where(/conv2d_filter_gradient\(/).map((line) => /gradient\(\w+, (\w+),/.exec(line)![1]!);
  expect(gradients).not.toEqual([]);
  for (const name of gradients) kept.push(lines.find((line) => line.trimStart().startsWith(`${name} = `))!);
  for (const line of kept) expect(line).toContain('= ops.kept(');
  for (const line of where(/\.sum\(|softmax|\.copy_\(|matmul/)) expect(line).not.toContain('ops.kept');
});

test('so are images that batch norm has a row of for each place', () => {
  const weights = { dtype: 'float32', shape: [3, 3, 4, 4] } as const;
  const graph = trace({
    name: 'rows',
    state: { v: weights, w: weights },
    inputs: { image: { dtype: 'float32', shape: [2, 8, 8, 4] } },
    body: ({ v, w }, { image }) => {
      const conv = (x: tf.Tensor, filter: tf.Tensor) =>
        tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same');
      const y = conv(image!, v!);
      const rows = tf.reshape(y, [-1, 4]);
      const activated = tf.relu(tf.sub(rows, tf.sum(rows, 0)));
      const next = conv(tf.reshape(activated, y.shape), w!);
      const residual = tf.reshape(tf.sub(tf.reshape(next, [-1, 4]), tf.sum(rows, 0)), y.shape);
      const block = tf.relu(tf.add(residual, tf.reshape(activated, y.shape)));
      return { outputs: { loss: tf.sum(conv(block, v!)) } };
    },
  });
  const { text } = lower(optimise(graph, loweredOps), { rounds: true });
  expect(text).toMatch(/reshape = ops\.nhwc\(conv2_d\)\.reshape\(\(128, 4\)\)/);
  expect(text).toMatch(/sum = reshape\.float\(\)\.sum\(/);
  expect(text).toMatch(/sub = reshape\.float\(\) - sum/);
  expect(text).toMatch(/relu = ops\.kept\(torch\.relu\(sub\)\)/);
  expect(text).toMatch(/reshape_2 = relu\.reshape\(\(2, 8, 8, 4\)\)/);
  expect(text).toMatch(/add = ops\.nchw\(reshape_4\) \+ ops\.nchw\(reshape_2\.float\(\)\)/);
  expect(text).toMatch(/relu_2 = ops\.kept\(torch\.relu\(add\)\)/);
});

/** Two blocks whose input is read twice each, with their gradients. */
const residual = () =>
  trace({
    name: 'blocks',
    state: { v: { dtype: 'float32', shape: [3, 3, 4, 4] }, w: { dtype: 'float32', shape: [3, 3, 4, 4] } },
    inputs: { image: { dtype: 'float32', shape: [2, 8, 8, 4] } },
    body: ({ v, w }, { image }) => {
      const conv = (x: tf.Tensor, filter: tf.Tensor) =>
        tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same');
      const block = (x: tf.Tensor, filter: tf.Tensor) => tf.relu(tf.add(conv(x, filter), x));
      const loss = (a: tf.Tensor, b: tf.Tensor) =>
        tf.sum(conv(block(block(tf.relu(conv(image!, b)), a), b), a));
      const [dv, dw] = tf.grads(loss as (...args: tf.Tensor[]) => tf.Tensor)([v!, w!]);
      return { state: { v: dv!, w: dw! }, outputs: {} };
    },
  });

test('images beside convolutions lie as PyTorch has them, and are turned where they come in alone', () => {
  const { text } = lower(optimise(residual(), loweredOps), { rounds: false });
  expect(text).toContain('ops.conv2d(ops.nchw(image), w,');
  expect(text).toContain('relu = torch.relu(conv2_d)  # f32[2,4,8,8]');
  expect(text).toContain('ops.conv2d(relu, v,');
  expect(text).toContain('add = conv2_d_2 + relu  # f32[2,4,8,8]');
  expect(text).not.toContain('ops.nhwc');
});

test('gradients that meet are rounded as autocast does, and so is what a ReLU lets through of them', () => {
  const { text } = lower(optimise(residual(), loweredOps), { rounds: true });
  const sums = text.split('\n').filter((line) => / add\w* = .*dbackprop_input/.test(line));
  expect(sums).toHaveLength(2);
  for (const line of sums) {
    expect(line).toContain('= ops.kept(');
    const name = line.trim().split(' ')[0];
    expect(text).toMatch(new RegExp(`= ops\\.kept\\(${name}\\.float\\(\\) \\* step`));
  }
});

test('the moments of rows are asked for at once, if nothing else reads what they are made of', () => {
  const text = (read: boolean) => {
    const graph = trace({
      name: 'moments',
      state: {},
      inputs: { x: { dtype: 'float32', shape: [6, 3] } },
      body: (_state, { x }) => {
        const mean = tf.mul(tf.sum(x!, 0), 1 / 6);
        const centred = tf.sub(x!, mean);
        const squares = tf.sum(tf.square(centred), 0);
        const y = tf.mul(centred, tf.rsqrt(tf.add(tf.mul(squares, 1 / 6), 1e-5)));
        return { outputs: { y, ...(read && { squares }) } };
      },
    });
    return lower(optimise(graph, loweredOps), { rounds: false }).text;
  };
  expect(text(false)).toContain('mean, centred, variance = ops.moments(x)');
  expect(text(false)).not.toMatch(/sum|square| - /);
  expect(text(true)).toContain('mean, centred, variance = ops.moments(x)');
  expect(text(true)).toContain('square = torch.square(centred)');
  expect(text(true)).toMatch(/out_squares = sum/);
});

test('moments are of rows alone: a factor with axes of its own makes another shape', () => {
  const graph = trace({
    name: 'shapes',
    state: {},
    inputs: { x: { dtype: 'float32', shape: [6, 3] } },
    body: (_state, { x }) => {
      const mean = tf.mul(tf.sum(x!, 0), tf.tensor2d([[1 / 6]]));
      const centred = tf.sub(x!, mean);
      return { outputs: { mean, variance: tf.mul(tf.sum(tf.square(centred), 0), 1 / 6) } };
    },
  });
  expect(lower(optimise(graph, loweredOps), { rounds: false }).text).not.toContain('ops.moments');
});

test('in bf16 what a pool reads is of one type, be it of moments or spread out', () => {
  const filter = { dtype: 'float32', shape: [3, 3, 3, 3] } as const;
  const text = (body: (conv: (x: tf.Tensor) => tf.Tensor4D, x: tf.Tensor) => tf.Tensor) => {
    const graph = trace({
      name: 'pools',
      state: { w: filter },
      inputs: { image: { dtype: 'float32', shape: [2, 6, 6, 3] } },
      body: ({ w }, { image }) => {
        const loss = (w: tf.Tensor) =>
          body((x) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same'), image!);
        return { state: { w: tf.grad(loss)(w!) }, outputs: { loss: loss(w!) } };
      },
    });
    return lower(optimise(graph, loweredOps), { rounds: true }).text;
  };
  const centred = text((conv, image) => {
    const rows = tf.reshape(conv(image), [-1, 3]);
    const c = tf.sub(rows, tf.mul(tf.sum(rows, 0), 1 / 72));
    const variance = tf.mul(tf.sum(tf.square(c), 0), 1 / 72);
    const pooled = tf.maxPool(tf.reshape(c, [2, 6, 6, 3]) as tf.Tensor4D, 2, 2, 'valid');
    return tf.add(tf.sum(tf.tanh(conv(pooled))), tf.sum(variance));
  });
  expect(centred).toContain('kept = ops.kept(centred)');
  const spread = text((conv, image) =>
    tf.sum(tf.square(tf.mean(tf.maxPool(tf.relu(conv(image)) as tf.Tensor4D, 2, 2, 'valid'), [1, 2]))),
  );
  expect(spread).toMatch(/ops\.max_pool_gradient\([^,]*, \w+\.float\(\),/);
});

test('products with weights are rounded, those with a queue or features in the state are not', () => {
  const rows = { dtype: 'float32', shape: [3, 2] } as const;
  const graph = trace({
    name: 'products',
    state: { w: rows, queue: rows },
    inputs: { x: { dtype: 'float32', shape: [4, 2] } },
    body: ({ w, queue }, { x }) => ({
      outputs: { y: tf.matMul(x!, w!, false, true), logits: tf.matMul(x!, queue!, false, true) },
    }),
  });
  const { text } = lower(optimise(graph, loweredOps), { rounds: true, weights: ['w'] });
  expect(text).toContain('ops.matmul(x, w.mT, weight=True)');
  expect(text).toContain('ops.matmul(x, queue.mT)');
});

test('a large value is let go of after the last line that reads it, though a function has its name', () => {
  const { text } = lower(
    optimise(
      trace({
        name: 'squares',
        state: {},
        inputs: { x: { dtype: 'float32', shape: [256, 256] } },
        body: (_state, { x }) => ({ outputs: { y: tf.square(tf.sum(tf.square(x!))) } }),
      }),
      loweredOps,
    ),
    { rounds: false },
  );
  expect(text).toMatch(/ square = .*\n.* = square\.sum\(.*\n +del square\n.* = torch\.square\(/);
});
