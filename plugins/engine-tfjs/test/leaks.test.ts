import type { Engine } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { createCpuEngine } from '../src/cpu.compute.js';
import { findTensorflow } from './found.js';
import { watchMemory } from './leaks.js';

/** INFOMIN_LEAK_STEPS=10000 takes that many in place of 200, and prints what is alive. */
const asked = Number(process.env.INFOMIN_LEAK_STEPS ?? 0);
const steps = asked || 200;

const engines: [string, () => Engine | Promise<Engine>][] = [['cpu', createCpuEngine]];
const tensorflow = await findTensorflow();
if (tensorflow) engines.push(['tensorflow', tensorflow]);

test.each(engines)(
  'tensors that live do not grow in number or size on %s',
  async (name, create) => {
    const engine = await create();
    const before = tf.memory().numTensors;
    const [first, ...later] = await watchMemory(engine, steps);
    if (asked) console.log(name, [first, ...later]);
    const { tensors, bytes, held } = first!;
    expect(later.length).toBeGreaterThan(5);
    for (const seen of later) expect(seen).toMatchObject({ tensors, bytes, held });
    expect(tf.memory().numTensors).toBe(before);
  },
  600_000,
);
