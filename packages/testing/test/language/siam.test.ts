import { definePlugin, image, model } from '@infomin/plugin';
import vision from '@infomin/plugin-vision';
import { pluginTester, rows } from '@infomin/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { z } from 'zod';

/** Batch norm after the last layer, with scale and shift: what it gives can be the same for all rows. */
const norm = model({
  name: 'Norm',
  doc: 'Each dimension with mean 0 and variance 1 over the batch.',
  parameters: z.object({}),
  roles: ['head'],
  infer: (_args, input) => input,
  state: (_args, { dims }) => ({
    scale: { shape: [Number(dims[0])], init: { kind: 'ones' } },
    shift: { shape: [Number(dims[0])], init: { kind: 'zeros' } },
  }),
  implementation: async () => ({
    default: {
      apply({ scale, shift }, x) {
        const centred = tf.sub(x, tf.mean(x, 0, true));
        const unit = tf.div(centred, tf.sqrt(tf.add(tf.mean(tf.square(centred), 0, true), 1e-5)));
        return tf.add(tf.mul(unit, scale!), shift!);
      },
    },
  }),
});

const plugin = definePlugin({
  name: 'siamese',
  version: '1',
  doc: 'What SimSiam lacks here.',
  constructors: [norm],
});
const tester = pluginTester(plugin, { with: [vision] });
const datasets = { d: { train: { x: rows(image(4, 4, 1), 128) } } };

/** SimSiam (Chen & He 2020). */
const siam = (target: (embedding: string) => string) => `use "@infomin/testing"
use "@infomin/plugin-vision"
use "siamese"
dataset d = InMemory("d")
batch b ~ d.train
encoder f = Mlp(hidden: [32], dim: 16)
head s = Norm()
head p = Mlp(hidden: [8], dim: 16)
view z1 = s(f(b.x |> Noise(0.1)))
view z2 = s(f(b.x |> Noise(0.1)))
objective siam = min f, s, p: Alignment(p(z1), ${target('z2')}) + Alignment(p(z2), ${target('z1')})
train siam { steps: 60 batch: 32 optimizer: Sgd(lr: 0.5, momentum: 0.9) }`;

async function trained(target: (embedding: string) => string) {
  const { trials } = await tester.run(siam(target), { datasets });
  expect(trials[0]!.error).toBeUndefined();
  return { status: trials[0]!.status, spread: Number(trials[0]!.objectives.siam!.embedding_std) };
}

/** Of directions spread evenly in 16 dimensions. */
const evenly = 1 / Math.sqrt(16);

it('tells that SimSiam without a stop-gradient collapses', async () => {
  const { status, spread } = await trained((embedding) => embedding);
  expect(status).toBe('collapsed');
  expect(spread).toBeLessThan(0.1 * evenly);
}, 60_000);

it('trains SimSiam with one', async () => {
  const { status, spread } = await trained((embedding) => `stop(${embedding})`);
  expect(status).toBe('done');
  expect(spread).toBeGreaterThan(0.5 * evenly);
}, 60_000);
