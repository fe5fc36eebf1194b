import { nameOf, problem, report } from '@infomin/plugin';
import { z } from 'zod';
import { notInformation } from './information.js';

const probes = z.union([nameOf('probe'), z.array(nameOf('probe')).min(1)]);

export const informationPlane = report({
  name: 'InformationPlane',
  doc: `Draws what an encoder keeps of a view and of the label while it trains: a path from the untrained model to the trained one,
or from where an earlier training ended that watched the same.

\`x\` and \`y\` are probes of information that the training watches, \`watch: [ofView, ofLabel]\`; several of each, in turn, are several
paths, such as one for each encoder or view. A point is the mean over seeds at one step, \`20 (1 of 2)\` where not all have one. An encoder that is learned by
what two views share drops the rest of the view (to the left) and, past the sweet spot, keeps the label (stays up). Shwartz-Ziv and
Tishby 2017, with estimates that have intervals in place of bins.`,
  parameters: z.object({
    x: probes.describe('what is kept of a view: a probe, or several of one measure'),
    y: probes.describe('what is kept of the label: as many'),
    along: nameOf('param')
      .optional()
      .describe('a parameter with a path for each value; left out: all that is swept'),
  }),
  accepts(args, results) {
    const [x, y] = [[args.x].flat(), [args.y].flat()];
    if (x.length !== y.length) {
      return problem(`x has ${x.length} probes and y has ${y.length}; a path needs one of each`, {
        parameter: 'y',
      });
    }
    const other = notInformation('x', x, results) ?? notInformation('y', y, results);
    if (other) return other;
    for (const [i, name] of x.entries()) {
      const pair = [...new Set([name, y[i]!])];
      const [a, b = a] = pair.map((probe) => results.get(probe)?.watchedBy);
      if (!a || !b || a.some((training) => b.includes(training))) continue;
      const probes = pair.map((probe) => `\`${probe}\``).join(' and ');
      return problem(`no training watches ${probes}`, {
        suggestion: `Name ${pair.length === 1 ? 'it' : 'both'} in a \`train\`: \`watch: [${pair.join(', ')}]\`.`,
      });
    }
    return true;
  },
  example: `train nce { epochs: 10, watch: [ofView, ofLabel] }
report "Plane" = InformationPlane(x: ofView, y: ofLabel)`,
  implementation: () => import('./information-plane.compute.js'),
});
