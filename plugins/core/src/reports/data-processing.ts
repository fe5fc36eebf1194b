import { nameOf, report } from '@infomin/plugin';
import { z } from 'zod';

const name = nameOf('probe', 'metric');

export const dataProcessing = report({
  name: 'DataProcessing',
  doc: `Checks estimates against the data-processing inequality: what functions of two variables share is at most what those share.

\`I(f(v1); f(v2)) ≤ I(v1; v2)\` (Cover and Thomas 2006, 2.8), trial by trial. Where an estimate of processed variables lies above that of the
variables, the 90 % intervals apart, the estimate of the variables is too low, or the other too high: critics find what an
encoder laid open and miss it in raw views. A metric without an interval counts as its value. An inequality that holds proves
nothing: both may be too low.`,
  parameters: z.object({
    whole: name.describe(
      'information of the variables themselves, such as a `MutualInformation` of two views',
    ),
    parts: z
      .union([name, z.array(name).min(1)])
      .describe('information of functions of them, such as of the features of the same views'),
    along: nameOf('param')
      .optional()
      .describe('a parameter with a row for each value; left out: all that is swept'),
  }),
  example: 'report "Data processing" = DataProcessing(whole: ofView, parts: ofLabel)',
  implementation: () => import('./data-processing.compute.js'),
});
