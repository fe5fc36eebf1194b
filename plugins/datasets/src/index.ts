import { definePlugin } from '@infomin/plugin';
import { Mnist } from './mnist/mnist.js';

export { Mnist };

export default definePlugin({
  name: '@infomin/plugin-datasets',
  version: '0.1.0',
  doc: 'Datasets of images: their files, columns and splits.',
  constructors: [Mnist],
});
