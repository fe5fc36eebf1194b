import { definePlugin } from '@infomin/plugin';
import { convNet } from './signatures/convnet.js';
import { centerCrop, patchPair, randomCrop, randomResizedCrop, resize } from './signatures/crops.js';
import { linear, mlp } from './signatures/mlp.js';
import { noise } from './signatures/noise.js';

export default definePlugin({
  name: '@infomin/plugin-vision',
  version: '0.1.0',
  doc: 'View operations, encoders, heads and generators for images.',
  constructors: [randomCrop, centerCrop, resize, randomResizedCrop, patchPair, noise, convNet, mlp, linear],
});
