import { nameOf, problem, report } from '@infomin/plugin';
import { z } from 'zod';
import { notInformation } from './information.js';

const name = nameOf('probe', 'metric');

export const dataProcessing = report({
  name: 'DataProcessing',
  doc: `Checks estimates against the data-processing inequality: what functions of two variables share is at most what those share.

\`I(f(v1); f(v2)) ≤ I(v1; v2)\` (Cover and Thomas 2006, 2.8), trial by trial. Where an estimate of processed variables lies above that of the
variables, the 90 % intervals apart, the estimate of the variables is too low, or the other too high: critics find what an
encoder laid open and miss it in raw views. A metric without an interval counts as its value. An inequality that holds proves
nothing: both may be too low. An objective with several terms of information is refused, whose \`mi\` is their plain sum.`,
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
  accepts({ whole, parts }, results) {
    for (const [parameter, names] of Object.entries({ whole: [whole], parts: [parts].flat() })) {
      const other = notInformation(parameter, names, results);
      if (other) return other;
      const sum = names.find((name) => (results.get(name)?.terms ?? 1) > 1);
      if (sum === undefined) continue;
      return problem(
        `\`${sum}\` is the sum of ${results.get(sum)!.terms} estimates, and the inequality is of one`,
        {
          parameter,
          suggestion:
            'Name an objective with one term of information, or a probe such as `MutualInformation`.',
        },
      );
    }
    return true;
  },
  example: 'report "Data processing" = DataProcessing(whole: ofView, parts: ofLabel)',
  implementation: () => import('./data-processing.compute.js'),
});
