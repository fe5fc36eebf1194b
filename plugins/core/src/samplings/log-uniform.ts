import { range, sampling } from '@infomin/plugin';
import { z } from 'zod';
import { drawing, draws } from './draws.js';

export const logUniform = sampling({
  name: 'LogUniform',
  doc: `Values for a sweep whose logarithms are drawn evenly from a range: random search over what counts by orders of magnitude, such as a
learning rate.

The same file draws the same values, whatever \`seed\` its trials have; parameters of different names draw apart. Values have four digits
and differ.`,
  parameters: z.object({
    range: range()
      .refine(({ from }) => from > 0, 'must begin above 0')
      .describe('where values lie, above 0'),
    ...drawing,
  }),
  example: 'param lr = 1e-3\nsweep lr in LogUniform(1e-4..1e-1, 8)',
  sample: (args, random) =>
    draws(args, random, (u) => args.range.from * (args.range.to / args.range.from) ** u),
});
