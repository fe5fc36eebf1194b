import { z } from 'zod';
import { constructorOf, duration, nameOf, oneOrEach } from './parameters.js';

const steps = z.int().min(1);
/** Of one side, before the other has its turn. */
const turns = steps.max(100_000);

/**
 * What a `train` block takes, declared as the parameters of a constructor are: checks, completion, hover, `infomin
 * plugins train` and the reference pages read it here.
 */
export const train = {
  name: 'train',
  doc: 'How an objective is trained. A step updates the models of one side, once on each batch that feeds them; the models of the other side stand still meanwhile. The blocks of a file run in the order written, each from where the one before left the models.',
  parameters: z.object({
    epochs: steps
      .optional()
      .describe(
        'how often training goes through the data: an epoch is as many steps as the largest split has whole batches; give this or `steps`',
      ),
    steps: steps
      .optional()
      .describe('how many steps training takes, those of both sides together; give this or `epochs`'),
    batch: oneOrEach('batch', z.int().min(1).max(1_000_000))
      .default(256)
      .describe('rows a step, for all batches or for each, `{ u: 128, l: 64 }`'),
    optimizer: oneOrEach('model', constructorOf('optimizer'))
      .optional()
      .describe(
        'what updates the weights: one for all models or one for each, `{ f: Adam(lr: 1e-3), g: Sgd() }`; left out: `Adam()`',
      ),
    schedule: oneOrEach('model', constructorOf('schedule'))
      .optional()
      .describe(
        'what the learning rates are multiplied with over the steps: one for all models or one for each, `{ f: Cosine() }`; left out: 1',
      ),
    ratio: z
      .object({ max: turns.default(1), min: turns.default(1) })
      .default({ max: 1, min: 1 })
      .describe(
        'how the two sides alternate: a round is `max` steps of the maximising side, then `min` steps of the minimising one',
      ),
    clip: oneOrEach('model', z.number().positive())
      .optional()
      .describe(
        'greatest L2 norm of the gradient: one number for all models of a side together, as PyTorch clips all parameters of an optimizer; `{ g: 1 }` for each model by itself. A longer gradient is scaled down to it before the optimizer takes it; left out: not clipped',
      ),
    floor: z
      .number()
      .min(0)
      .optional()
      .meta({ unit: 'nats' })
      .describe(
        'the side that lowers the information terms (the minimising one, unless they are subtracted) rests while the latest estimate of their sum is below this: its steps pass without an update on the batches that feed one; left out: it never rests',
      ),
    watch: z
      .array(nameOf('probe'))
      .refine((names) => new Set(names).size === names.length, 'names a probe twice')
      .optional()
      .describe(
        'probes that are measured while training goes on, `[digit, rank]`; their curves stand in the report, and the training is the same with and without',
      ),
    every: duration()
      .optional()
      .describe(
        'how often the watched probes are measured, `500 steps`, and at the end; left out: `1 epoch`',
      ),
    stop: constructorOf('stopping')
      .optional()
      .describe(
        'ends the training early by what the first of the watched probes came to, `Plateau(patience: 5)`; left out: it goes to its end',
      ),
  }),
  example:
    'train nce {\n  epochs: 10\n  batch: 128\n  optimizer: Adam(lr: 1e-3)\n  schedule: Cosine()\n  clip: 1\n}',
} as const;

export type TrainArgs = z.output<typeof train.parameters>;

/**
 * Keys whose one value stays one in the plan, for it is for all models of a side together, or the same for each; and what stands
 * there where none is given.
 */
export const together: Readonly<Record<string, unknown>> = {
  clip: {},
  schedule: undefined,
} satisfies Partial<Record<keyof TrainArgs, unknown>>;

/** Keys that go by the watched probes. */
export const watching = ['every', 'stop'] as const satisfies readonly (keyof TrainArgs)[];

/** Keys that say how two sides alternate: an objective with one side has no use for them. */
export const alternating = ['ratio', 'floor'] as const satisfies readonly (keyof TrainArgs)[];
