import { definePlugin } from '@infomin/plugin';
import { alexNet } from './signatures/alexnet.js';
import { colorJitter, colorSpace, grayscale, normalize } from './signatures/colors.js';
import { convNet } from './signatures/convnet.js';
import { centerCrop, patchPair, randomCrop, randomResizedCrop, resize } from './signatures/crops.js';
import { flip, gaussianBlur } from './signatures/filters.js';
import { frameEncoder } from './signatures/frame-encoder.js';
import { flow, viewmaker } from './signatures/generators.js';
import { linear, mlp } from './signatures/mlp.js';
import { noise } from './signatures/noise.js';

const views = [
  randomCrop,
  randomResizedCrop,
  resize,
  centerCrop,
  patchPair,
  flip,
  noise,
  gaussianBlur,
  colorJitter,
  grayscale,
  normalize,
  colorSpace,
];
const models = [convNet, alexNet, mlp, linear, frameEncoder, flow, viewmaker];

export default definePlugin({
  name: '@infomin/plugin-vision',
  version: '0.1.0',
  doc: 'View operations, encoders, heads and generators for images.',
  constructors: [...views, ...models],
});
