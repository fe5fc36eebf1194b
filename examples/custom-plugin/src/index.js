import { definePlugin } from '@infomin/plugin';
import { momentum } from './momentum.js';
import { occlude } from './occlude.js';
import { pairAlignment } from './pair-alignment.js';

/** What `use "./src/index.js"` (or, once published, `use "@example/infomin-occlusion"`) brings into a file. */
export default definePlugin({
  name: '@example/infomin-occlusion',
  version: '0.1.0',
  doc: 'Hides a part of every image, measures how close the two views of an image are embedded, and follows a model slowly.',
  constructors: [occlude, pairAlignment, momentum],
});
