import { type Bound, clip, image, type ModelSignature, rowShape, type Type, vector } from '@infomin/plugin';
import { describe, expect, it } from 'vitest';
import { applyModel, distance, initialWeights, randomTensor, tf } from '../../test/setup.js';
import { alexNet } from './alex-net.js';
import { center } from './center.js';
import { convNet } from './conv-net.js';
import { frameEncoder } from './frame-encoder.js';
import { linear } from './linear.js';
import { mlp } from './mlp.js';

async function bound(signature: ModelSignature, args: never): Promise<Bound<'model'>> {
  const { default: implementation } = await signature.implementation();
  return { id: signature.name, signature, args, implementation };
}

const frames = await bound(convNet, { channels: [4, 8], kernel: 3, norm: 'batch' } as never);
const cases: [string, ModelSignature, object, Type, Type][] = [
  ['ConvNet', convNet, { channels: [4, 8], dim: 5, kernel: 3, norm: 'batch' }, image(13, 8, 1), vector(5)],
  [
    'ConvNet without dim',
    convNet,
    { channels: [4, 8], kernel: 3, norm: 'none' },
    image(12, 12, 3),
    vector(8),
  ],
  ['Mlp', mlp, { hidden: 6, dim: 3, norm: 'none' }, vector(7), vector(3)],
  ['Mlp, two layers', mlp, { hidden: [6, 5], dim: 3, norm: 'batch' }, image(4, 3, 2), vector(3)],
  [
    'ConvNet, flattened',
    convNet,
    { channels: [4, 8], dim: 5, kernel: 3, norm: 'batch', pool: 'flatten' },
    image(13, 8, 1),
    vector(5),
  ],
  [
    'ConvNet, flattened, without dim',
    convNet,
    { channels: [4, 8], kernel: 3, norm: 'none', pool: 'flatten' },
    image(13, 8, 1),
    vector(4 * 2 * 8),
  ],
  ['Mlp, normalised', mlp, { hidden: 6, dim: 3, norm: 'batch', normOut: 'batch' }, vector(7), vector(3)],
  ['Linear', linear, { dim: 4 }, vector(7), vector(4)],
  ['Center', center, { momentum: 0.9 }, vector(7), vector(7)],
  ['AlexNet', alexNet, { width: 0.02, dim: 4 }, image(16, 9, 3), vector(4)],
  [
    'FrameEncoder, concat',
    frameEncoder,
    { encoder: frames, dim: 6, join: 'concat' },
    clip(3, 9, 8, 2),
    vector(6),
  ],
  [
    'FrameEncoder, mean',
    frameEncoder,
    { encoder: frames, dim: 6, join: 'mean' },
    clip(3, 9, 8, 2),
    vector(6),
  ],
];

describe.each(cases)('%s', (_name, signature, given, type, expected) => {
  const args = given as never;

  it.each([true, false])(
    'gives what it infers, reads all weights, moves its buffers, training: %s',
    async (training) => {
      expect(signature.infer(args, type)).toEqual(expected);
      const input = randomTensor([5, ...rowShape(type)], 1);
      const { output, unread, updates } = await applyModel(signature, input, args, type, { training });
      expect(output.shape).toEqual([5, ...rowShape(expected)]);
      expect(unread).toEqual([]);
      const specs = signature.state(args, type);
      const buffers = Object.keys(specs).filter((name) => specs[name]?.trainable === false);
      expect(Object.keys(updates).sort()).toEqual(training ? buffers.sort() : []);
      for (const name of Object.keys(updates)) expect(updates[name]!.shape).toEqual(specs[name]!.shape);
    },
  );

  it('treats rows alike, whatever stands beside them, outside training', async () => {
    const input = randomTensor([4, ...rowShape(type)], 2);
    const weights = initialWeights(signature.state(args, type), 3);
    const run = async (rows: tf.Tensor) =>
      (await applyModel(signature, rows, args, type, { training: false, weights })).output;
    const whole = await run(input);
    const last = await run(tf.stack([tf.unstack(input)[3]!]));
    expect(distance(tf.stack([tf.unstack(whole)[3]!]), last)).toBeLessThan(1e-5);
    expect(distance(tf.stack([tf.unstack(whole)[0]!]), last)).toBeGreaterThan(1e-4);
  });
});

it('Center subtracts what earlier steps left, and moves toward the mean of this one', async () => {
  const input = tf.tensor2d([
    [1, 2],
    [3, -2],
  ]);
  const weights = { mean: tf.tensor1d([10, 1]) };
  const { output, updates } = await applyModel(center, input, { momentum: 0.9 }, vector(2), { weights });
  expect(Array.from(output.dataSync())).toEqual([-9, 1, -7, -3]);
  expect(distance(updates.mean!, tf.tensor1d([9.2, 0.9]))).toBeLessThan(1e-6);
});

describe('AlexNet', () => {
  it('has the published sizes at full width on 64×64', () => {
    const specs = alexNet.state({ width: 1, dim: 64 }, image(64, 64, 3));
    expect(specs['conv3.weight']?.shape).toEqual([3, 3, 192, 384]);
    expect(specs['fc6.weight']?.shape).toEqual([8 * 8 * 192, 4096]);
    expect(specs['linear.weight']?.shape).toEqual([4096, 64]);
  });

  it('halves its layers at width 0.5 and takes 32×32', () => {
    const specs = alexNet.state({ width: 0.5, dim: 10 }, image(32, 32, 1));
    expect(specs['conv1.weight']?.shape).toEqual([3, 3, 1, 48]);
    expect(specs['fc6.weight']?.shape).toEqual([4 * 4 * 96, 2048]);
  });
});

describe('FrameEncoder', () => {
  const args = { encoder: frames, dim: 6, join: 'concat' } as const;

  it('tells the order of frames when it concatenates, not when it averages', async () => {
    const type = clip(3, 9, 8, 2);
    const input = randomTensor([2, 3, 9, 8, 2], 4);
    for (const join of ['concat', 'mean'] as const) {
      const weights = initialWeights(frameEncoder.state({ ...args, join }, type), 3);
      const run = async (clips: tf.Tensor) =>
        (await applyModel(frameEncoder, clips, { ...args, join }, type, { training: false, weights })).output;
      const change = distance(await run(input), await run(tf.reverse(input, 1)));
      if (join === 'concat') expect(change).toBeGreaterThan(1e-3);
      else expect(change).toBeLessThan(1e-5);
    }
  });

  it('passes on what its encoder says, and wants vectors of it', () => {
    expect(frameEncoder.infer(args, image(9, 8, 2))).toHaveProperty('suggestion');
    const tooDeep = { ...frames, args: { channels: [4, 4, 4, 4, 4, 4], kernel: 3, norm: 'batch' } as never };
    expect(frameEncoder.infer({ ...args, encoder: tooDeep }, clip(3, 9, 8, 2))).toMatchObject({
      problem: expect.stringContaining('ConvNet'),
      parameter: 'encoder',
    });
  });
});

it('models say what they can not take', () => {
  const args = { channels: [4], kernel: 3, norm: 'batch' } as const;
  expect(convNet.infer({ ...args, channels: [4] }, vector(3))).toMatchObject({
    problem: expect.stringContaining('images'),
  });
  expect(convNet.infer({ ...args, channels: [4] }, image('?', '?', 3))).toMatchObject({
    suggestion: expect.stringContaining('resize'),
  });
  expect(mlp.infer({ hidden: 3, dim: 3, norm: 'none' }, { kind: 'Class', dims: [10] })).toHaveProperty(
    'problem',
  );
  expect(alexNet.infer({ width: 1, dim: 3 }, image(4, 64, 3))).toHaveProperty('suggestion');
});
