import { nameOf, report } from '@infomin/plugin';
import { z } from 'zod';

export const table = report({
  name: 'Table',
  doc: `Sets probes and metrics of objectives out in a table: mean ± standard deviation over seeds, with chance and what untrained models give below.

One row for each value of the parameter, or of each combination of several, in the order they ran; for all that is swept where
none is named. Results of another file, \`raw.accuracy\` after \`import raw from "./raw.infomin"\`, are rows of their own that
begin with its name, in the column of that metric. The best of a column is marked. Rates are in percent, positions in pixels, information in nats. Trials that failed, collapsed or were interrupted
are left out of the means and named below the table. With \`across\` each column is split by the values of one more
parameter, as Table 2 of the paper is by colour space.`,
  parameters: z.object({
    rows: z
      .union([nameOf('param'), z.array(nameOf('param')).min(1)])
      .optional()
      .describe('the parameter, or the parameters, that rows stand for; left out: all that is swept'),
    columns: z
      .array(nameOf('probe', 'metric', 'result'))
      .min(1)
      .describe(
        'probes, or metrics of objectives: `nce.mi_heldout`, `nce.mi`, `nce.mi_fresh_critic`, `nce.loss`; or either of another file, `raw.accuracy`',
      ),
    across: nameOf('param').optional().describe('a parameter whose values split every column'),
  }),
  example: 'report "Table 1" = Table(rows: shared, columns: [digit, background, location])',
  implementation: () => import('./table.compute.js'),
});
