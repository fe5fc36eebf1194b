import { definePlugin } from '@infomin/plugin';
import { adam } from './optimizers/adam.js';
import { sgd } from './optimizers/sgd.js';
import { curve } from './reports/curve.js';
import { table } from './reports/table.js';
import { constant } from './schedules/constant.js';
import { cosine } from './schedules/cosine.js';
import { step } from './schedules/step.js';
import { ce } from './terms/ce.js';
import { iNce } from './terms/i-nce.js';
import { mse } from './terms/mse.js';

export default definePlugin({
  name: '@infomin/plugin-core',
  version: '0.1.0',
  doc: 'Information terms, optimisers, schedules and reports; in use in every file.',
  constructors: [iNce, ce, mse, sgd, adam, cosine, step, constant, table, curve],
});
