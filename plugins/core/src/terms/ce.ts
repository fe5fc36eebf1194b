import { formatType, problem, term } from '@infomin/plugin';
import { z } from 'zod';

export const ce = term({
  name: 'CE',
  doc: `Cross-entropy between logits \`[N, n]\` and class indices \`[N]\`, the mean over the batch, in nats.

The logits are a vector with one entry a class; no softmax is to be applied before.`,
  parameters: z.object({}),
  operands: [
    { name: 'logits', doc: 'One entry a class.' },
    { name: 'label', doc: 'The class.' },
  ],
  separator: ',',
  information: false,
  accepts(_args, [logits, label]) {
    if (logits === undefined || label === undefined) return problem('takes logits and a label');
    if (logits.kind !== 'Vector') {
      return problem(`takes logits, a vector, first, got ${formatType(logits)}`, {
        suggestion: 'Apply a model whose `dim` is the number of classes.',
        parameter: 'logits',
      });
    }
    if (label.kind !== 'Class') {
      return problem(`takes a class second, got ${formatType(label)}`, {
        suggestion: 'Use a labelled column, or MSE for coordinates.',
        parameter: 'label',
      });
    }
    if (logits.dims[0] === label.dims[0]) return true;
    if (label.dims[0] === '?') {
      return problem(`${formatType(label)} does not say how many classes there are`, {
        suggestion: `Say how many classes there are, as in \`view y: Class[${logits.dims[0]}] = b.label\`, and give \`CE\` that view.`,
        parameter: 'label',
      });
    }
    return problem(`${formatType(logits)} has not one logit for each class of ${formatType(label)}`, {
      suggestion: `Give the classifier \`dim: ${label.dims[0]}\`.`,
      parameter: 'logits',
    });
  },
  example: 'objective supervised = min c: CE(c(l.image), l.label)',
  implementation: () => import('./ce.compute.js'),
});
