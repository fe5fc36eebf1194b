import { classOf, dataset, problem, vector } from '@infomin/plugin';
import { z } from 'zod';

const bits = z.int().min(0).max(12);

export const sharedBits = dataset({
  name: 'SharedBits',
  doc: `Views of which all is known: I(v1; v2) is \`shared\` bits, I(v1; label) is \`label\` bits, exactly (a bit is ln 2 = 0.693 nats).

A datum is \`bits\` fair coins. \`v1\` shows all of them; \`v2\` shows the first \`shared\`, and others that are thrown anew. The label is the
number that the first \`label\` bits make. So \`shared: 0\` to \`bits\` passes the three regimes of Tian et al. 2020, Figure 2: with fewer
shared bits than the label has, views miss what the label needs; with as many, they share that and nothing else; with more, the rest
is excess. What a view shows is a vector of its own for each of the \`2^bits\` states, normal and drawn from the seed, a code for each view: nothing
can be read off without learning. Needs no files; a row depends on the seed, the split and its number alone.`,
  parameters: z.object({
    bits: bits.min(1).default(8).describe('coins of a datum'),
    shared: bits.default(3).describe('of them that the second view shows, too'),
    label: bits.min(1).max(8).default(3).describe('of them that make the label'),
    entries: z
      .int()
      .min(1)
      .default(32)
      .describe('of the vector of a view; with 1, two states may look alike'),
    rows: z.int().min(2).max(1_000_000).default(10_000).describe('pairs to train on'),
    testRows: z.int().min(2).max(1_000_000).default(2_000).describe('pairs to test on'),
  }),
  example: 'dataset pairs = SharedBits(bits: 8, shared: 3, label: 3)',
  describe({ bits, shared, entries, label, rows, testRows }) {
    if (Math.max(shared, label) > bits) {
      return problem(`has ${bits} bits, of which ${Math.max(shared, label)} cannot be taken`, {
        parameter: shared > bits ? 'shared' : 'label',
      });
    }
    return {
      columns: {
        v1: { type: vector(entries), doc: 'the first view, of all bits' },
        v2: { type: vector(entries), doc: 'the second one' },
        label: { type: classOf(2 ** label), doc: 'the first bits of the first view as a number' },
      },
      splits: {
        train: { doc: `${rows} pairs`, rows },
        test: { doc: `${testRows} pairs with draws of their own`, rows: testRows },
      },
    };
  },
  implementation: () => import('./shared-bits.compute.js'),
});
