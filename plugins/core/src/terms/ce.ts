import { formatType, problem, term } from '@infomin/plugin';
import { z } from 'zod';

export const ce = term({
  name: 'CE',
  doc: `Cross-entropy between logits \`[N, n]\` and class indices \`[N]\`, or other logits \`[N, n]\`, the mean over the batch, in nats.

The logits are a vector with one entry a class; no softmax is to be applied before. Of other logits it is
\`−Σ softmax(label / targetTemperature) · log softmax(logits / temperature)\`: what a student is to learn of a teacher (Hinton et
al. 2015), as in DINO (Caron et al. 2021, eq. 2), whose temperatures are .1 and .04 and whose teacher is an \`Ema\` behind a
\`Center\`. Gradients reach both sides, but for what \`stop\` and \`Ema\` keep out.`,
  parameters: z.object({
    temperature: z.number().positive().optional().describe('what the logits are divided by; left out: 1'),
    targetTemperature: z
      .number()
      .positive()
      .optional()
      .describe('what the other logits are divided by, where `label` is such; left out: 1'),
  }),
  operands: [
    { name: 'logits', doc: 'One entry a class.' },
    { name: 'label', doc: 'The class, or logits that give its distribution.' },
  ],
  separator: ',',
  information: false,
  accepts({ targetTemperature }, [logits, label]) {
    if (logits === undefined || label === undefined) return problem('takes logits and a label');
    if (logits.kind !== 'Vector') {
      return problem(`takes logits, a vector, first, got ${formatType(logits)}`, {
        suggestion: 'Apply a model whose `dim` is the number of classes.',
        parameter: 'logits',
      });
    }
    if (label.kind !== 'Class' && label.kind !== 'Vector') {
      return problem(`takes a class or logits second, got ${formatType(label)}`, {
        suggestion: 'Use a labelled column, or MSE for coordinates.',
        parameter: 'label',
      });
    }
    if (label.kind === 'Class' && targetTemperature !== undefined) {
      return problem('has a `targetTemperature` where the second operand is logits, not a class', {
        suggestion: 'Leave it out.',
        parameter: 'targetTemperature',
      });
    }
    if (logits.dims[0] === label.dims[0]) return true;
    if (label.kind === 'Vector') {
      return problem(`compares logits of one size, got ${formatType(logits)} and ${formatType(label)}`, {
        suggestion: 'Give both heads the same `dim`.',
      });
    }
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
