import { probe } from '@infomin/plugin';
import { z } from 'zod';
import { classification, label, rate } from './operand-types.js';

export const fineTune = probe({
  name: 'FineTune',
  doc: `End-to-end fine-tuning: a copy of the encoder and a new linear layer over it are trained together by cross-entropy on labels of the train split, and scored on the test split.

All encoders and heads that a gradient of the features reaches are trained; the run's own are not moved, nor are generators. Batch norm is in training mode, as a whole network's fine-tuning has it: it goes by each batch and moves its running statistics, by which the test split is then scored. AdamW (Loshchilov and Hutter 2019) with a learning rate that falls to 0 along half a cosine; weight decay leaves biases and scales of normalisation alone. The layer starts as normal weights of deviation .01. Batches are drawn without replacement in every epoch, whose last rows are left out where they fill none.

\`labels\` is the share of labelled rows, of each class alike and at least one row each, drawn by the run's seed: \`.01\` and \`.1\` are the semi-supervised evaluation of Chen et al. 2020 (SimCLR, section 6). Beside the value stand the chance of always answering the labelled rows' most frequent class, and what the same fine-tuning makes of the untrained encoder. With \`draw: true\` views draw anew in every epoch. \`details\` hold the mean loss of each epoch, in nats.`,
  parameters: z.object({
    labels: z
      .number()
      .gt(0)
      .max(1)
      .default(1)
      .describe('share of the train split whose labels are used, of each class alike'),
    epochs: z.int().min(1).default(20).describe('passes over the labelled rows'),
    batch: z.int().min(1).default(64).describe('rows a step, or all labelled ones where they are fewer'),
    lr: z.number().positive().default(1e-3).describe('learning rate at the first step'),
    weightDecay: z.number().min(0).default(0.01).describe('decoupled weight decay'),
    metric: rate,
  }),
  operands: [
    {
      name: 'features',
      doc: 'what the encoder to be fine-tuned gives for a row, `Vector[D]`',
      trained: true,
    },
    label,
  ],
  example: 'probe tuned = FineTune(f(e.image), e.label, labels: 0.1, metric: .accuracy)',
  infer: ({ metric }, operands) => classification(operands, metric),
  implementation: () => import('./fine-tune.compute.js'),
});
