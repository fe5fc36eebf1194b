import { definePlugin } from '@infomin/plugin';
import { alignmentProbe } from './probes/alignment-probe.js';
import { alphaReQ } from './probes/alpha-re-q.js';
import { fineTune } from './probes/fine-tune.js';
import { knnProbe } from './probes/knn-probe.js';
import { ksg } from './probes/ksg.js';
import { liDar } from './probes/li-dar.js';
import { linearProbe } from './probes/linear-probe.js';
import { mutualInformation } from './probes/mutual-information.js';
import { rankMe } from './probes/rank-me.js';
import { regressionProbe } from './probes/regression-probe.js';
import { slicedCca } from './probes/sliced-cca.js';
import { uniformityProbe } from './probes/uniformity-probe.js';

export { fineTune, knnProbe, ksg, linearProbe, mutualInformation, regressionProbe };

const targets = [linearProbe, fineTune, knnProbe, regressionProbe];
const information = [mutualInformation, ksg, slicedCca];
const geometry = [rankMe, liDar, alphaReQ, alignmentProbe, uniformityProbe];

export default definePlugin({
  name: '@infomin/plugin-probes',
  version: '0.1.0',
  doc: 'Probes: what a frozen encoder kept, measured on its features, how much of it, and how they lie; what fine-tuning makes of it.',
  constructors: [...targets, ...information, ...geometry],
});
