import { definePlugin } from '@infomin/plugin';
import { bank } from './memories/bank.js';
import { queue } from './memories/queue.js';
import { ema } from './models/ema.js';
import { adam } from './optimizers/adam.js';
import { adamW } from './optimizers/adam-w.js';
import { lars } from './optimizers/lars.js';
import { sgd } from './optimizers/sgd.js';
import { curve } from './reports/curve.js';
import { dataProcessing } from './reports/data-processing.js';
import { informationPlane } from './reports/information-plane.js';
import { table } from './reports/table.js';
import { logUniform } from './samplings/log-uniform.js';
import { uniform } from './samplings/uniform.js';
import { constant } from './schedules/constant.js';
import { cosine } from './schedules/cosine.js';
import { step } from './schedules/step.js';
import { plateau } from './stoppings/plateau.js';
import { alignUniform } from './terms/align-uniform.js';
import { alignment } from './terms/alignment.js';
import { barlowTwins } from './terms/barlow-twins.js';
import { ce } from './terms/ce.js';
import { club } from './terms/club.js';
import { gaussianNll } from './terms/gaussian-nll.js';
import { hcl } from './terms/hcl.js';
import { iDv } from './terms/i-dv.js';
import { iJs } from './terms/i-js.js';
import { iNce } from './terms/i-nce.js';
import { iNwj } from './terms/i-nwj.js';
import { iSmile } from './terms/i-smile.js';
import { mse } from './terms/mse.js';
import { sigreg } from './terms/sigreg.js';
import { supCon } from './terms/sup-con.js';
import { vicreg } from './terms/vicreg.js';

const information = [iNce, iNwj, iJs, iDv, iSmile, club];
const terms = [ce, gaussianNll, mse, hcl, supCon, alignment, alignUniform, vicreg, barlowTwins, sigreg];
const optimizers = [sgd, lars, adam, adamW];
const schedules = [cosine, step, constant];
const reports = [table, curve, informationPlane, dataProcessing];

export default definePlugin({
  name: '@infomin/plugin-core',
  version: '0.1.0',
  doc: 'Information terms, memories, models that follow, optimisers, schedules, stopping, sampling and reports; in use in every file.',
  constructors: [
    ...information,
    ...terms,
    queue,
    bank,
    ema,
    ...optimizers,
    ...schedules,
    plateau,
    uniform,
    logUniform,
    ...reports,
  ],
});
