import { definePlugin } from '@infomin/plugin';
import { flow } from './generators/flow.js';
import { viewmaker } from './generators/viewmaker.js';
import { alexNet } from './models/alex-net.js';
import { center } from './models/center.js';
import { convNet } from './models/conv-net.js';
import { frameEncoder } from './models/frame-encoder.js';
import { linear } from './models/linear.js';
import { mlp } from './models/mlp.js';
import { resNet } from './models/res-net.js';
import { viT } from './models/vi-t.js';
import { centerCrop } from './views/center-crop.js';
import { colorJitter } from './views/color-jitter.js';
import { colorSpace } from './views/color-space.js';
import { cutout } from './views/cutout.js';
import { flip } from './views/flip.js';
import { gaussianBlur } from './views/gaussian-blur.js';
import { grayscale } from './views/grayscale.js';
import { jigSaw } from './views/jig-saw.js';
import { noise } from './views/noise.js';
import { normalize } from './views/normalize.js';
import { patchPair } from './views/patch-pair.js';
import { randAugment } from './views/rand-augment.js';
import { randomCrop } from './views/random-crop.js';
import { randomResizedCrop } from './views/random-resized-crop.js';
import { resize } from './views/resize.js';
import { solarize } from './views/solarize.js';

const views = [
  randomCrop,
  randomResizedCrop,
  resize,
  centerCrop,
  patchPair,
  jigSaw,
  flip,
  noise,
  gaussianBlur,
  colorJitter,
  grayscale,
  solarize,
  cutout,
  randAugment,
  normalize,
  colorSpace,
];
const models = [convNet, resNet, viT, alexNet, mlp, linear, center, frameEncoder, flow, viewmaker];

export default definePlugin({
  name: '@infomin/plugin-vision',
  version: '0.1.0',
  doc: 'View operations, encoders, heads and generators for images.',
  constructors: [...views, ...models],
});
