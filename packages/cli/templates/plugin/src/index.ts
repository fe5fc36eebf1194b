import { definePlugin } from '@infomin/plugin';
import { invert } from './invert.ts';
import { nearestMean } from './nearest-mean.ts';
import { squaredDistance } from './squared-distance.ts';

export default definePlugin({
  name: 'infomin-plugin-template',
  version: '0.1.0',
  doc: 'Views, terms and probes of our own.',
  constructors: [invert, squaredDistance, nearestMean],
});
