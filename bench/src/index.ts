import { definePlugin } from '@infomin/plugin';
import { synthetic } from './synthetic/synthetic.js';

/** What the programs of the benchmarks use: data that is nobody's, and the tap on the engine. */
export default definePlugin({
  name: '@infomin/bench',
  version: '0.1.0',
  doc: 'Data for benchmarks, and a tap on the engine that lets the harness count, time and record steps.',
  constructors: [synthetic],
  module: () => import('./tap/module.js'),
});
