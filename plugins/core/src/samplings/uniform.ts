import { range, sampling } from '@infomin/plugin';
import { z } from 'zod';
import { drawing, draws } from './draws.js';

export const uniform = sampling({
  name: 'Uniform',
  doc: `Values for a sweep, drawn evenly from a range: random search (Bergstra and Bengio 2012).

The same file draws the same values, whatever \`seed\` its trials have; parameters of different names draw apart. Values have four digits
and differ.`,
  parameters: z.object({ range: range().describe('where values lie'), ...drawing }),
  example: 'param noise = 0.1\nsweep noise in Uniform(0..0.5, 8)',
  sample: (args, random) =>
    draws(args, random, (u) => args.range.from + u * (args.range.to - args.range.from)),
});
