import { alternating } from '@infomin/plugin';
import { listOf } from '../../text/suggest.js';
import type { warningMessages } from '../catalogue/warnings.js';
import { type Explanation, withEncoder, withObjective, withProbes, withTraining } from './explanation.js';

export const warningExplanations: Readonly<Record<keyof typeof warningMessages, Explanation>> = {
  IM9001: {
    meaning: 'The file reads an environment variable that is not set here. It can be checked, but not run.',
    example: 'use "@infomin/plugin-datasets"\ndataset cifar = Cifar10(root: env("CIFAR10_ROOT"))',
    mend: 'Set the variable before `run`, or give a default: `env("CIFAR10_ROOT", "data")`.',
    edit: ['"CIFAR10_ROOT"', '"CIFAR10_ROOT", "data"'],
  },
  IM9002: {
    meaning: `Something is declared or imported and nothing uses it; perhaps another name was meant. Files that train and
measure nothing may declare what others import.`,
    example: 'param distance = 64\nsweep seed in 0..3',
    mend: 'Use it or remove it.',
    edit: ['param distance = 64\n', ''],
  },
  IM9003: {
    meaning: 'A plugin is brought into use and none of its constructors is called.',
    example: 'use "@infomin/plugin-vision"',
    mend: 'Remove the line.',
    edit: ['use "@infomin/plugin-vision"', ''],
  },
  IM9004: {
    meaning:
      'An objective is declared or imported, but no `train` block of the file names it, so it is never pursued.',
    example: withObjective,
    mend: 'Add a `train` block, or remove the objective.',
    edit: ['objective', 'train nce { epochs: 1 }\nobjective'],
  },
  IM9005: {
    meaning:
      'A model is applied, but stands after `min` or `max` nowhere: it keeps the random weights, or the state, that it starts with.',
    example: `use "@infomin/plugin-probes"
${withEncoder}batch e ~ mnist
probe digit = LinearProbe(f(e.image), e.label)`,
    mend: 'Train it, unless random features are what is to be measured.',
    edit: ['batch e', 'objective nce = max f: I_NCE(f(v); f(b.image))\ntrain nce { epochs: 1 }\nbatch e'],
  },
  IM9006: {
    meaning: 'A declaration has the name of a constructor, which is hard to read.',
    example: 'use "@infomin/plugin-datasets"\ndataset Mnist = Mnist()',
    mend: 'Rename the declaration; names of declarations are written small by custom.',
    edit: ['dataset Mnist', 'dataset mnist'],
  },
  IM9007: {
    meaning: `${listOf(alternating.map((key) => `\`${key}\``))} say how a \`min\` side and a \`max\` side take turns; this objective has only one side. Where it is the one that lowers information, \`floor\` ends its training for good once the estimate is below it.`,
    example: `${withObjective}train nce { epochs: 1, ratio: { max: 5, min: 1 } }`,
    mend: 'Remove the key.',
    edit: [', ratio: { max: 5, min: 1 }', ''],
  },
  IM9008: {
    meaning:
      '`train` blocks run in the order in which they stand. This one uses a model, frozen, that only a later one trains.',
    example: `${withTraining}encoder h = ConvNet(channels: [8], dim: 10)
objective first = max h: I_NCE(h(v); h(b.image))
objective second = max f: I_NCE(f(v); h(b.image))
train second { epochs: 1 }
train first { epochs: 1 }`,
    mend: 'Change the order of the blocks.',
    edit: [
      'train second { epochs: 1 }\ntrain first { epochs: 1 }',
      'train first { epochs: 1 }\ntrain second { epochs: 1 }',
    ],
  },
  IM9009: {
    meaning: 'A sweep lists a value twice; the trials would be the same. It is run once.',
    example: 'param distance = 4\nsweep distance in [4, 8, 4]',
    mend: 'Remove it.',
    edit: [', 4]', ']'],
  },
  IM9010: {
    meaning: 'A plugin is brought into use twice. The core plugin is in use in every file.',
    example: 'use "@infomin/plugin-core"',
    mend: 'Remove the line.',
    edit: ['use "@infomin/plugin-core"', ''],
  },
  IM9011: {
    meaning:
      'A term that is no information, such as a cross-entropy, measures how wrong a model is. Here it stands so in the value that every model trained on it makes it larger: the model learns to be wrong.',
    example: `${withEncoder}objective supervised = max f: CE(f(v), b.label)
train supervised { epochs: 1 }`,
    mend: 'Name the model after `min`, or subtract the term. A game in which one model makes it larger and another smaller is not warned of.',
    edit: ['max f', 'min f'],
  },
  IM9012: {
    meaning:
      'A probe looks at the data as they are: what draws at random to make training harder is left out of it. Here a probe is asked for such a view by name, and would see the data without it.',
    example: `${withProbes}probe digit = LinearProbe(f(e.image |> Noise(2.0)), e.label)`,
    mend: 'Say `draw: true`: the probe is then fitted and scored on drawn views, one draw a row, the same for one seed. Or leave the operation out. Operations that draw nothing under their arguments, such as `GaussianBlur(sigma: 4..4, p: 1)`, apply in every probe.',
    edit: ['e.label)', 'e.label, draw: true)'],
  },
  IM9013: {
    meaning:
      'A term compares a random variable with itself. A view is one draw wherever it is named, and two that draw nothing and are made alike are the same, so that a model which copies its input answers perfectly.',
    example: `${withEncoder}objective nce = max f: I_NCE(f(v); f(v))
train nce { epochs: 1 }`,
    mend: 'Draw a second view: declare it, or write it where it is used, for each place draws anew.',
    edit: ['f(v); f(v)', 'f(v); f(b.image |> Noise(0.1))'],
  },
  IM9014: {
    meaning:
      'An encoder or head is trained to make information smaller and nothing is trained to keep it: it learns to say nothing. A generator that hides information from an encoder is not warned of.',
    example: `${withEncoder}objective nce = min f: I_NCE(f(v); f(b.image))
train nce { epochs: 1 }`,
    mend: 'Name it after `max`.',
    edit: ['min f', 'max f'],
  },
  IM9015: {
    meaning:
      'A sweep goes over a parameter that no part of the experiment reads, or on which nothing depends that is trained or measured: all its trials are the same.',
    example: `${withEncoder}param noise = 0.1
sweep noise in [0.1, 0.2]`,
    mend: 'Write the name of the parameter where its value is meant to act.',
    edit: ['Noise(0.1)', 'Noise(noise)'],
  },
  IM9016: {
    meaning:
      'A probe is fitted on the train split and scored on the test split. A model that was trained on the test split has seen what it is scored on.',
    example: withProbes
      .replace('mnist.train', 'mnist.test')
      .concat('probe digit = LinearProbe(f(e.image), e.label)'),
    mend: 'Train on another split.',
    edit: ['mnist.test', 'mnist.train'],
  },
  IM9017: {
    meaning:
      'An objective is trained twice, and a report that names a metric of it gets that of the first training. The second one is called `name#2` in the results.',
    example: `${withTraining}train nce { epochs: 1 }
param distance = 1
sweep distance in [1, 2]
report "information" = Table(rows: distance, columns: [nce.mi])`,
    mend: 'Give the later training a name of its own, and name that in reports that mean it.',
    edit: ['train nce { epochs: 1 }\nparam', 'train nce as more { epochs: 1 }\nparam'],
  },
  IM9018: {
    meaning:
      'A model learns what images look like in one colour space and is then applied to another, where the same numbers mean other colours. The space is part of the type: `Image[32, 32, 3] .YDbDr`.',
    example: `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
use "@infomin/plugin-probes"
dataset cifar = Cifar10(root: "data")
batch b ~ cifar.train
view v1 = b.image |> Flip() |> ColorSpace(.YDbDr)
view v2 = b.image |> Flip() |> ColorSpace(.YDbDr)
encoder f = ConvNet(channels: [8], dim: 10)
objective nce = max f: I_NCE(f(v1); f(v2))
train nce { epochs: 1 }
batch e ~ cifar
probe kind = LinearProbe(f(e.image), e.label)`,
    mend: 'Bring the image to the space that the model was trained on.',
    edit: ['f(e.image)', 'f(e.image |> ColorSpace(.YDbDr))'],
  },
  IM9019: {
    meaning:
      'A probe is named after an accuracy and holds an error rate or a distance, or the other way round: tables and results show its number under that name.',
    example: withProbes.concat('probe accuracy = LinearProbe(f(e.image), e.label)'),
    mend: 'Let it report what its name says, or name it after what it measures.',
    edit: ['e.label)', 'e.label, metric: .accuracy)'],
  },
  IM9020: {
    meaning:
      'A watched probe shows how training changes what models keep. Nothing that this training moves is part of this one.',
    example: `${withProbes}encoder h = ConvNet(channels: [8], dim: 10)
probe fixed = LinearProbe(h(e.image), e.label)
objective again = max f: I_NCE(f(v); f(b.image))
train again { epochs: 1, watch: [fixed] }`,
    mend: 'Watch a probe of a model that is trained here, or none.',
    edit: ['LinearProbe(h(e.image), e.label)', 'LinearProbe(f(e.image), e.label)'],
  },
  IM9021: {
    meaning:
      'A bound from above says something where it is made smaller. Here every model trained on it makes it larger, which it can be without end, whatever the information is.',
    example: `${withEncoder}head q = Mlp(hidden: 16, dim: 20)
objective less = max q: CLUB(q(f(v)); f(b.image))
train less { epochs: 1 }`,
    mend: 'Fit what predicts by `GaussianNLL`, and name after `min` what is to hide the information.',
    edit: ['max q: CLUB(q(f(v)); f(b.image))', 'min q: GaussianNLL(q(f(v)), f(b.image))'],
  },
  IM9022: {
    meaning:
      '`stop(x)` is x as a constant, for the models inside it. Around a view that no model makes it stops nothing, and what is applied to it is trained as before.',
    example: `${withEncoder}head p = Mlp(hidden: 16, dim: 10)
objective siam = min f, p: Alignment(p(f(v)), f(stop(b.image)))
train siam { epochs: 1 }`,
    mend: 'Put it around the model that is to get no gradient here, `stop(f(v))`.',
    edit: ['f(stop(b.image))', 'stop(f(b.image))'],
  },
};
