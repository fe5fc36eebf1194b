import { nameOf, report } from '@infomin/plugin';
import { z } from 'zod';

export const curve = report({
  name: 'Curve',
  doc: `Draws one metric over another: a point for each trial, their mean and spread for each value of a parameter, the best mean marked.

A line joins the means in the order of the parameter's values, where they are numbers. A parameter on \`x\` that spans two
orders of magnitude, as learning rates do, has a logarithmic axis. What untrained models give is drawn
beside chance, with its spread. A best mean inside the range of \`x\` is set against both ends by differences of trials of one
seed, with 90 % t-intervals. An error rate on \`y\` is drawn as accuracy, so that a sweet spot is a
summit: the reverse U of Tian et al. 2020, Figure 3. A setting all of whose trials collapsed is the point
of zero information. Other trials that failed, collapsed or were interrupted are named, not drawn.`,
  parameters: z.object({
    x: nameOf('metric', 'probe', 'param').describe(
      'metric along the horizontal axis: `nce.mi_heldout`; or a parameter, such as one that says what views truly share',
    ),
    y: nameOf('probe', 'metric').describe('metric along the vertical axis'),
    along: nameOf('param')
      .optional()
      .describe('the parameter whose values make the points; left out: all that is swept'),
  }),
  example: 'report "Reverse U" = Curve(x: nce.mi_heldout, y: accuracy, along: distance)',
  implementation: () => import('./curve.compute.js'),
});
