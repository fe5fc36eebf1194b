import { createRequire } from 'node:module';
import { definePlugin, engine } from '@infomin/plugin';
import { z } from 'zod';
import { findBinding } from './binding.js';

/** These engines have one device and nothing to set. */
const none = z.strictObject(
  {},
  {
    error: ({ code, keys }) =>
      code === 'unrecognized_keys' ? `there is no ${(keys as string[]).join(', ')} to choose` : undefined,
  },
);
const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** The reference: TensorFlow.js's own kernels in plain JavaScript. Slow; right. */
export const cpu = engine({
  name: 'cpu',
  doc: "Runs every op at once on TensorFlow.js's plain JavaScript backend. Needs nothing; hundreds of times slower than a compiled step: for tests and tiny models.",
  parameters: none,
  rank: 1,
  availability: async () => ({ available: true, detail: 'TensorFlow.js, plain JavaScript, one thread' }),
  implementation: () => import('./cpu.js'),
});

export const tensorflow = engine({
  name: 'tensorflow',
  doc: 'Runs every op at once on the TensorFlow C library through `@tensorflow/tfjs-node`, which has to be installed beside infomin.',
  parameters: none,
  rank: 10,
  availability: () => findBinding('@tensorflow/tfjs-node'),
  implementation: () => import('./tensorflow.js'),
});

export const tensorflowGpu = engine({
  name: 'tensorflow-gpu',
  doc: 'Runs every op at once on a CUDA device through `@tensorflow/tfjs-node-gpu`, which has to be installed beside infomin.',
  parameters: none,
  rank: 30,
  availability: () => findBinding('@tensorflow/tfjs-node-gpu'),
  implementation: () => import('./tensorflow-gpu.js'),
});

export default definePlugin({
  name: '@infomin/plugin-engine-tfjs',
  version,
  doc: 'Engines that run a program op by op: TensorFlow.js in plain JavaScript, and TensorFlow where it is installed.',
  constructors: [cpu, tensorflow, tensorflowGpu],
});
