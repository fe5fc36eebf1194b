import { engine } from '@infomin/plugin';
import { findBinding } from './binding.js';
import { none } from './parameters.js';

export const tensorflow = engine({
  name: 'tensorflow',
  doc: 'Runs every op at once on the TensorFlow C library through `@tensorflow/tfjs-node`, which has to be installed beside infomin.',
  parameters: none,
  rank: 10,
  availability: () => findBinding('@tensorflow/tfjs-node'),
  implementation: () => import('./tensorflow.compute.js'),
});
