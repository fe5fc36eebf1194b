import { definePlugin } from '@infomin/plugin';
import { KnnProbe, LinearProbe, RegressionProbe } from './signatures.js';

export { KnnProbe, LinearProbe, RegressionProbe };

export default definePlugin({
  name: '@infomin/plugin-probes',
  version: '0.1.0',
  doc: 'Probes: what a frozen encoder kept, measured on its features.',
  constructors: [LinearProbe, KnnProbe, RegressionProbe],
});
