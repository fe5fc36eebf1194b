import { definePlugin } from '@infomin/plugin';
import { adam, sgd } from './signatures/optimizers.js';
import { curve, table } from './signatures/reports.js';
import { constant, cosine, step } from './signatures/schedules.js';
import { ce, iNce, mse } from './signatures/terms.js';

export default definePlugin({
  name: '@infomin/plugin-core',
  version: '0.1.0',
  doc: 'Information terms, optimisers, schedules and reports; in use in every file.',
  constructors: [iNce, ce, mse, sgd, adam, cosine, step, constant, table, curve],
});
