import { engine } from '@infomin/plugin';
import { z } from 'zod';
import { findBinding } from './binding.js';

export const tensorflowGpu = engine({
  name: 'tensorflow-gpu',
  doc: 'Runs every op at once on a CUDA device through `@tensorflow/tfjs-node-gpu`, which has to be installed beside infomin.',
  parameters: z.object({}),
  rank: 30,
  availability: () => findBinding('@tensorflow/tfjs-node-gpu'),
  implementation: () => import('./tensorflow-gpu.compute.js'),
});
