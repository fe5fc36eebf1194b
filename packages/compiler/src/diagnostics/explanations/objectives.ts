import type { objectiveMessages } from '../catalogue/objectives.js';
import { type Explanation, withData, withEncoder } from './explanation.js';

export const objectiveExplanations: Readonly<Record<keyof typeof objectiveMessages, Explanation>> = {
  IM5001: {
    meaning:
      'The operands of a term do not fit: `I_NCE` compares two vectors of one size, `CE` logits and a class.',
    example: `${withEncoder}objective nce = max f: I_NCE(f(v); v)`,
    mend: 'Apply an encoder, or a head that brings both to one size.',
    edit: ['; v)', '; f(b.image))'],
  },
  IM5002: {
    meaning:
      'The variables of an information term are separated by a semicolon, as the paper writes I(v₁; v₂).',
    example: `${withEncoder}objective nce = max f: I_NCE(f(v), f(b.image))`,
    mend: 'Write `I_NCE(a; b)`; parameters follow after a comma.',
    edit: ['f(v),', 'f(v);'],
  },
  IM5003: {
    meaning:
      'Only the variables of an information term are separated by a semicolon; other operands by a comma.',
    example: `${withEncoder}objective o = max f: CE(f(v); b.label)`,
    mend: 'Write a comma.',
    edit: [';', ','],
  },
  IM5004: {
    meaning: 'A term needs all its operands.',
    example: `${withEncoder}objective nce = max f: I_NCE(f(v))`,
    mend: 'Give the missing one.',
    edit: ['I_NCE(f(v))', 'I_NCE(f(v); f(b.image))'],
  },
  IM5005: {
    meaning:
      'A term compares row with row. Rows of two batches are drawn apart and are no pairs, so there is nothing to learn.',
    example: `${withEncoder}batch c ~ mnist.train
objective nce = max f: I_NCE(f(b.image); f(c.image))`,
    mend: 'Make both views of one batch.',
    edit: ['f(c.image)', 'f(v)'],
  },
  IM5006: {
    meaning: 'A model can ascend the value or descend it, not both in one objective.',
    example: `${withEncoder}objective nce = min f max f: I_NCE(f(v); f(b.image))`,
    mend: 'Name it on one side; on neither side it is frozen.',
    edit: ['min f max f', 'max f'],
  },
  IM5007: {
    meaning: 'A model is named twice on one side.',
    example: `${withEncoder}objective nce = max f, f: I_NCE(f(v); f(b.image))`,
    mend: 'Name it once.',
    edit: ['f, f', 'f'],
  },
  IM5008: {
    meaning: '`min` and `max` say which models are trained; nothing else has weights.',
    example: `${withEncoder}objective nce = max f, v: I_NCE(f(v); f(b.image))`,
    mend: 'Name encoders, heads and generators only.',
    edit: ['f, v:', 'f:'],
  },
  IM5009: {
    meaning: 'Without a model after `min` or `max` all are frozen and there is nothing to train.',
    example: `${withEncoder}objective nce = I_NCE(f(v); f(b.image))`,
    mend: 'Say who maximises (or minimises) the value.',
    edit: ['= I_NCE', '= max f: I_NCE'],
  },
  IM5010: {
    meaning: 'A model on a side does not occur in the expression, so no gradient reaches it.',
    example: `${withEncoder}encoder h = ConvNet(channels: [8])
objective nce = max f, h: I_NCE(f(v); f(b.image))`,
    mend: 'Apply it in the expression, or take it from the side.',
    edit: ['f, h', 'f'],
  },
  IM5011: {
    meaning: 'The value of an objective is a number: terms, added and weighed.',
    example: `${withEncoder}objective nce = max f: f(v)`,
    mend: 'Put a term such as `I_NCE(a; b)` around it.',
    edit: ['max f: f(v)', 'max f: I_NCE(f(v); f(b.image))'],
  },
  IM5012: {
    meaning: 'Terms are estimated on the batches of a training; views and probes have none.',
    example: `${withEncoder}view w = I_NCE(v; v)`,
    mend: 'Write it in an objective. A report names it as `nce.mi`.',
    edit: ['view w = I_NCE(v; v)', 'objective nce = max f: I_NCE(f(v); f(v))'],
  },
  IM5013: {
    meaning:
      'A batch without a split is of train and test data together; training on it would spoil every score.',
    example: `${withEncoder}batch e ~ mnist
objective nce = max f: I_NCE(f(e.image); f(e.image))`,
    mend: 'Draw from one split for training: `batch b ~ mnist.train`.',
    edit: ['~ mnist\n', '~ mnist.train\n'],
  },
  IM5014: {
    meaning:
      'A constructor makes models of a certain role: a flow, which keeps the size of its input, is a generator.',
    example: `${withEncoder}encoder p = Flow()`,
    mend: 'Declare it by its role.',
    edit: ['encoder p', 'generator p'],
  },
  IM5015: {
    meaning: 'An objective has at most one `min` side and one `max` side.',
    example: `${withEncoder}encoder h = ConvNet(channels: [8], dim: 10)
objective nce = max f max h: I_NCE(f(v); h(v))`,
    mend: 'Name all models of a side together.',
    edit: ['max f max h', 'max f, h'],
  },
  IM5016: {
    meaning: 'All terms of the objective are multiplied by 0, so no weight would change.',
    example: `${withEncoder}objective nce = max f: 0 * I_NCE(f(v); f(b.image))
train nce { epochs: 1 }`,
    mend: 'Give one term another coefficient. A single term may have the coefficient 0: it is left out then.',
    edit: ['0 * ', ''],
  },
  IM5017: {
    meaning:
      'Batches feed their terms in turns, and each turn knows its own terms only: terms of two batches can be added, not multiplied.',
    example: `${withEncoder}batch c ~ mnist.train
objective nce = max f: I_NCE(f(v); f(b.image)) * I_NCE(f(c.image |> Noise()); f(c.image))`,
    mend: 'Add them, each with a number as its coefficient, or make all terms of one batch.',
    edit: [')) * I', ')) + I'],
  },
  IM5018: {
    meaning: 'No gradient passes through `stop`, so a model that stands only inside it cannot be trained.',
    example: `${withEncoder}encoder h = ConvNet(channels: [8], dim: 10)
objective nce = max f, h: I_NCE(f(v); stop(h(v)))`,
    mend: 'Leave one application of the model outside `stop`, or take the model from the side: it is frozen then.',
    edit: ['max f, h', 'max f'],
  },
  IM5019: {
    meaning: 'A model that follows another, such as `Ema(f)`, has no weights that a gradient could move.',
    example: `${withEncoder}encoder k = Ema(f)
objective nce = max f, k: I_NCE(f(v); k(b.image))`,
    mend: 'Name only the model that it follows.',
    edit: ['max f, k', 'max f'],
  },
  IM5020: {
    meaning:
      'What a term keeps from step to step, such as the queue of `I_NCE` or the running mean of `I_DV`, is of one pair of variables. Where views are drawn several times there are several.',
    example: `${withData}encoder f = ConvNet(channels: [8], dim: 10)
view s[2] = b.image |> RandomCrop(20)
view v = b.image |> RandomCrop(20)
objective nce = max f: I_NCE(f(s); f(v), negatives: Queue(512))`,
    mend: 'Leave the memory out, for `I_DV` by `momentum: 0`, or draw once.',
    edit: [', negatives: Queue(512)', ''],
  },
};
