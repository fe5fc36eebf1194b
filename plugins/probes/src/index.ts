import { definePlugin } from '@infomin/plugin';
import { knnProbe } from './probes/knn-probe.js';
import { linearProbe } from './probes/linear-probe.js';
import { regressionProbe } from './probes/regression-probe.js';

export { knnProbe, linearProbe, regressionProbe };

export default definePlugin({
  name: '@infomin/plugin-probes',
  version: '0.1.0',
  doc: 'Probes: what a frozen encoder kept, measured on its features.',
  constructors: [linearProbe, knnProbe, regressionProbe],
});
