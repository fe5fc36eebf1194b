import { createRequire } from 'node:module';
import { definePlugin } from '@infomin/plugin';
import { cpu } from './cpu.js';
import { tensorflow } from './tensorflow.js';
import { tensorflowGpu } from './tensorflow-gpu.js';

export { cpu, tensorflow, tensorflowGpu };

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

export default definePlugin({
  name: '@infomin/plugin-engine-tfjs',
  version,
  doc: 'Engines that run a program op by op: TensorFlow.js in plain JavaScript, and TensorFlow where it is installed.',
  constructors: [cpu, tensorflow, tensorflowGpu],
});
