import { formatType, problem, type Type, term } from '@infomin/plugin';
import { z } from 'zod';

/** Whether two vectors of one size stand there. */
function acceptsVectors([a, b]: readonly Type[]): true | ReturnType<typeof problem> {
  if (a === undefined || b === undefined) return problem(`takes two vectors`);
  for (const [parameter, operand] of Object.entries({ a, b })) {
    if (operand.kind === 'Vector') continue;
    return problem(`compares vectors, got ${formatType(operand)}`, {
      suggestion: 'Apply an encoder to it.',
      parameter,
    });
  }
  if (a.dims[0] === b.dims[0]) return true;
  return problem(`compares vectors of one size, got ${formatType(a)} and ${formatType(b)}`, {
    suggestion: 'Give both encoders, or both heads, the same `dim`.',
  });
}

export const iNce = term({
  name: 'I_NCE',
  doc: `Estimates the mutual information of two variables in nats: \`log K − L_NCE\`.

The critic is the cosine of the two vectors \`[N, D]\` divided by \`temperature\`; the K = N rows of the batch are each
other's negatives and the positive stands inside the sum:
\`L_NCE = −mean_i log(exp h(a_i, b_i) / Σ_j exp h(a_i, b_j))\`. A lower bound on I(a; b) that can't pass log K, so
compare it only where nothing but the views changes. van den Oord et al. 2018; Tian et al. 2020, Section 3.`,
  parameters: z.object({
    temperature: z
      .number()
      .positive()
      .default(0.1)
      .describe('what the cosine is divided by; not published for the paper'),
    symmetric: z
      .boolean()
      .default(false)
      .describe(
        'average of both directions, as in SimCLR and CMC; false: rows of `a` look for theirs in `b`, as the paper prints it',
      ),
  }),
  operands: [
    { name: 'a', doc: 'Vectors of the first view.' },
    { name: 'b', doc: 'Vectors of the second view, of the same size.' },
  ],
  separator: ';',
  information: true,
  accepts: (_args, operands) => acceptsVectors(operands),
  example: 'objective nce = max f: I_NCE(f(v1); f(v2), temperature: 0.1)',
  implementation: () => import('../terms/i-nce.js'),
});

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
    return problem(`${formatType(logits)} has not one logit for each class of ${formatType(label)}`, {
      suggestion: `Give the classifier \`dim: ${label.dims[0]}\`.`,
      parameter: 'logits',
    });
  },
  example: 'objective supervised = min c: CE(c(l.image), l.label)',
  implementation: () => import('../terms/ce.js'),
});

export const mse = term({
  name: 'MSE',
  doc: `Mean squared error between a prediction \`[N, D]\` and a target \`[N, D]\`, over rows and entries.

Its unit is the target's, squared: pixels² for a position.`,
  parameters: z.object({}),
  operands: [
    { name: 'prediction', doc: 'A vector.' },
    { name: 'target', doc: 'A point or a vector of the same size.' },
  ],
  separator: ',',
  information: false,
  accepts(_args, [prediction, target]) {
    if (prediction === undefined || target === undefined) return problem('takes a prediction and a target');
    if (prediction.kind !== 'Vector') {
      return problem(`takes a prediction, a vector, first, got ${formatType(prediction)}`, {
        suggestion: 'Apply a model to it.',
        parameter: 'prediction',
      });
    }
    if (target.kind !== 'Point' && target.kind !== 'Vector') {
      return problem(`takes a point or a vector second, got ${formatType(target)}`, {
        suggestion: 'Use CE for classes.',
        parameter: 'target',
      });
    }
    if (prediction.dims[0] === target.dims[0]) return true;
    return problem(`${formatType(prediction)} does not predict ${formatType(target)}`, {
      suggestion: `Give the model \`dim: ${target.dims[0]}\`.`,
      parameter: 'prediction',
    });
  },
  example: 'objective supervised = min r: MSE(r(l.image), l.position)',
  implementation: () => import('../terms/mse.js'),
});
