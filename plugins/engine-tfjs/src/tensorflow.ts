import { engine } from '@infomin/plugin';
import { z } from 'zod';
import { findBinding } from './binding.js';

export const tensorflow = engine({
  name: 'tensorflow',
  doc: 'Runs every op at once on the TensorFlow C library through `@tensorflow/tfjs-node`, which has to be installed beside infomin.',
  parameters: z.object({}),
  rank: 10,
  availability: () => findBinding('@tensorflow/tfjs-node'),
  implementation: () => import('./tensorflow.compute.js'),
});
