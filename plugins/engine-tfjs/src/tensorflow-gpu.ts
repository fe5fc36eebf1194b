import { engine } from '@infomin/plugin';
import { findBinding } from './binding.js';
import { none } from './parameters.js';

export const tensorflowGpu = engine({
  name: 'tensorflow-gpu',
  doc: 'Runs every op at once on a CUDA device through `@tensorflow/tfjs-node-gpu`, which has to be installed beside infomin.',
  parameters: none,
  rank: 30,
  availability: () => findBinding('@tensorflow/tfjs-node-gpu'),
  implementation: () => import('./tensorflow-gpu.compute.js'),
});
