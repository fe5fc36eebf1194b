import { train } from '@infomin/plugin';
import { listOf } from '../../text/suggest.js';
import type { trainingMessages } from '../catalogue/objectives.js';
import { type Explanation, withObjective, withProbes } from './explanation.js';

export const trainingExplanations: Readonly<Record<keyof typeof trainingMessages, Explanation>> = {
  IM5101: {
    meaning: '`train` names an objective of the file; there is none so named.',
    example: `${withObjective}train nec { epochs: 1 }`,
    mend: 'Correct the name.',
    edit: ['nec', 'nce'],
  },
  IM5102: {
    meaning: `A \`train\` block has the keys ${listOf(Object.keys(train.parameters.shape).map((key) => `\`${key}\``))}.`,
    example: `${withObjective}train nce { epoch: 1 }`,
    mend: 'Use one of them.',
    edit: ['epoch:', 'epochs:'],
  },
  IM5103: {
    meaning: 'Nothing says how long to train.',
    example: `${withObjective}train nce { batch: 64 }`,
    mend: 'Give `epochs` (passes over the split) or `steps`.',
    edit: ['batch: 64', 'batch: 64, epochs: 1'],
  },
  IM5104: {
    meaning: 'The length of a training is given twice.',
    example: `${withObjective}train nce { epochs: 1, steps: 100 }`,
    mend: 'Keep one of the two.',
    edit: [', steps: 100', ''],
  },
  IM5105: {
    meaning: 'The value of a key does not fit; `infomin plugins train` says what each key takes.',
    example: `${withObjective}train nce { epochs: 0.5 }`,
    mend: 'Write a value of the kind the message names.',
    edit: ['0.5', '1'],
  },
  IM5106: {
    meaning: 'Batch sizes are given for the batches that the objective draws; it does not draw this one.',
    example: `${withObjective}batch c ~ mnist.train
train nce { epochs: 1, batch: { c: 64 } }`,
    mend: 'Name a batch that occurs in the objective.',
    edit: ['{ c: 64 }', '{ b: 64 }'],
  },
  IM5107: {
    meaning: 'Where optimizers are given one by one, every trained model needs one.',
    example: `${withObjective}encoder h = ConvNet(channels: [8], dim: 10)
objective two = max f, h: I_NCE(f(v); h(v))
train two { epochs: 1, optimizer: { f: Adam() } }`,
    mend: 'Add the missing one, or give one optimizer for all.',
    edit: ['{ f: Adam() }', '{ f: Adam(), h: Adam() }'],
  },
  IM5108: {
    meaning:
      'The block names a model that this objective does not train: it stands after neither `min` nor `max`.',
    example: `${withObjective}encoder h = ConvNet(channels: [8], dim: 10)
train nce { epochs: 1, clip: { h: 1 } }`,
    mend: 'Name a model that is trained here, or train it.',
    edit: ['{ h: 1 }', '{ f: 1 }'],
  },
  IM5109: {
    meaning: 'A key stands twice in one block, and only one value can count.',
    example: `${withObjective}train nce { epochs: 1, epochs: 2 }`,
    mend: 'Remove one.',
    edit: [', epochs: 2', ''],
  },
  IM5110: {
    meaning:
      'The negatives of I_NCE are the other rows of the batch, unless a memory keeps some. With K rows it says log K nats at most: nothing for one row.',
    example: `${withObjective}train nce { epochs: 1, batch: 1 }`,
    mend: 'Take a larger batch; 256 is the default.',
    edit: ['batch: 1', 'batch: 64'],
  },
  IM5111: {
    meaning:
      'A step takes its rows from one split, each once, and this split has fewer. Of a split without a validation split a tenth of the rows, at most 5,000, is held out from training.',
    example: `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
dataset tiny = Textures(size: 16, images: 100)
batch b ~ tiny.train
encoder f = ConvNet(channels: [8], dim: 10)
objective nce = max f: I_NCE(f(b.image |> Flip()); f(b.image))
train nce { epochs: 1, batch: 256 }`,
    mend: 'Take a smaller batch or a larger split.',
    edit: ['batch: 256', 'batch: 64'],
  },
  IM5112: {
    meaning:
      'How often to measure, `every`, and when to end, `stop`, are said of the probes that `watch` names; none is named.',
    example: `${withProbes}probe digit = LinearProbe(f(e.image), e.label)
objective again = max f: I_NCE(f(v); f(b.image))
train again { epochs: 2, every: 1 epoch }`,
    mend: 'Name the probes, or leave the key out.',
    edit: ['every: 1 epoch', 'every: 1 epoch, watch: [digit]'],
  },
};
