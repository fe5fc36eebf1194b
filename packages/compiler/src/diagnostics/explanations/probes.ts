import type { probeMessages, sweepMessages } from '../catalogue/probes.js';
import { type Explanation, withObjective, withProbes } from './explanation.js';

export const probeExplanations: Readonly<Record<keyof typeof probeMessages, Explanation>> = {
  IM6001: {
    meaning:
      'A probe measures what a representation keeps of the data as they are. A random operation without a behaviour at test time would measure its noise.',
    example: `${withProbes}view (p1, p2) = e.image |> PatchPair(size: 8, distance: 4)
probe digit = LinearProbe(f(p1), e.label)`,
    mend: 'Leave the operation out, or make a view without randomness for the probe.',
    edit: ['f(p1)', 'f(e.image)'],
  },
  IM6002: {
    meaning:
      'The column draws anew at every read, and a probe looks at the data as they are unless it is told to draw.',
    example: `use "@infomin/plugin-probes"
use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
dataset cmm = ColorfulMovingMnist(digits: Mnist(), backgrounds: Cifar10(root: "data"))
batch b ~ cmm.train
batch e ~ cmm
encoder f = ConvNet(channels: [8])
objective nce = max f: I_NCE(f(b.image); f(b.image))
train nce { epochs: 1 }
probe digit = LinearProbe(f(e.future(share: [.digit])), e.digit)`,
    mend: 'Take a column that is fixed. Or say `draw: true`, and the probe is fitted and scored on one draw a row, the same for one seed.',
    edit: ['e.future(share: [.digit])', 'e.image'],
  },
  IM6003: {
    meaning: 'Features and target belong together row by row, so they are made of one batch.',
    example: `${withProbes}batch e2 ~ mnist
probe digit = LinearProbe(f(e.image), e2.label)`,
    mend: 'Take both from one batch.',
    edit: ['e2.label', 'e.label'],
  },
  IM6004: {
    meaning: 'A probe is fitted on one split and scored on another; a batch of one split has no other.',
    example: `${withProbes}probe digit = LinearProbe(f(b.image), b.label)`,
    mend: 'Declare a batch of the whole dataset: `batch e ~ mnist`.',
    edit: ['f(b.image), b.label', 'f(e.image), e.label'],
  },
  IM6005: {
    meaning: 'The probe cannot be fitted to these operands: a classifier needs a class as its target.',
    example: `${withProbes}probe digit = LinearProbe(f(e.image), f(e.image))`,
    mend: 'Give it a target it can predict.',
    edit: [', f(e.image))', ', e.label)'],
  },
  IM6006: {
    meaning: 'A probe needs features and a target.',
    example: `${withProbes}probe digit = LinearProbe(f(e.image))`,
    mend: 'Give what is missing.',
    edit: ['f(e.image))', 'f(e.image), e.label)'],
  },
  IM6007: {
    meaning: 'A probe needs a train split and a test split, and the dataset lacks one of them.',
    example: `${withProbes}dataset photos = ImageFolder(root: "photos", splits: [.train])
batch p ~ photos
encoder h = ConvNet(channels: [8])
probe same = LinearProbe(h(p.image |> Resize(28)), p.label)`,
    mend: 'Probe on a dataset that has both.',
    edit: ['splits: [.train]', 'splits: [.train, .test]'],
  },
};

export const sweepExplanations: Readonly<Record<keyof typeof sweepMessages, Explanation>> = {
  IM6101: {
    meaning: 'A sweep goes through values of a parameter, and the file has none of this name.',
    example: 'sweep distance in [4, 8]',
    mend: 'Declare it: `param distance = 4`.',
    edit: ['sweep', 'param distance = 4\nsweep'],
  },
  IM6102: {
    meaning: 'A parameter is swept twice; only one list of values can count.',
    example: 'sweep seed in 0..3\nsweep seed in 0..5',
    mend: 'Keep one.',
    edit: ['\nsweep seed in 0..5', ''],
  },
  IM6103: {
    meaning: 'A sweep without values leaves no trial to run.',
    example: 'param distance = 4\nsweep distance in []',
    mend: 'Give it values. The end of a range is excluded.',
    edit: ['[]', '[4, 8]'],
  },
  IM6104: {
    meaning: 'A sweep needs values one can count.',
    example: 'param rate = 0.1\nsweep rate in 0.1..0.5',
    mend: 'List the values: `[0.1, 0.2]`.',
    edit: ['0.1..0.5', '[0.1, 0.5]'],
  },
  IM6105: {
    meaning: 'A value of a sweep is of another type than the parameter.',
    example: 'param distance = 4\nsweep distance in [4, "far"]',
    mend: 'Change it.',
    edit: ['"far"', '8'],
  },
  IM6106: {
    meaning: 'Several sweeps multiply; these make more trials than could ever be run.',
    example: 'param distance = 4\nsweep distance in 0..1000\nsweep seed in 0..1000',
    mend: 'Sweep over fewer values, or pin one with `--set`.',
    edit: ['distance in 0..1000', 'distance in [4, 8]'],
  },
  IM6107: {
    meaning: 'A report names something the file does not declare.',
    example: `${withProbes}probe digit = LinearProbe(f(e.image), e.label)
report "Table" = Table(rows: seed, columns: [digits])`,
    mend: 'Correct the name.',
    edit: ['digits', 'digit'],
  },
  IM6108: {
    meaning:
      'A report names something of another kind: rows go over a parameter, columns show probes and metrics.',
    example: `${withProbes}probe digit = LinearProbe(f(e.image), e.label)
report "Table" = Table(rows: digit, columns: [digit])`,
    mend: 'Name something of the kind that is expected.',
    edit: ['rows: digit', 'rows: seed'],
  },
  IM6109: {
    meaning:
      'An objective has the metrics `loss`, `mi`, `mi_heldout`, `mi_fresh_critic` and `ceiling`; all but the first in nats, and only where one of its terms estimates information.',
    example: `${withProbes}probe digit = LinearProbe(f(e.image), e.label)
report "Curve" = Curve(x: nce.info, y: digit, along: seed)`,
    mend: 'Use one of them.',
    edit: ['nce.info', 'nce.mi'],
  },
  IM6114: {
    meaning:
      'After `import raw from "./raw.infomin"` a report may name what that file measures: its probes, `raw.digit`, and metrics of what it trains, `raw.nce.mi`.',
    example: 'import raw from "./raw.infomin"\nreport "Raw" = Table(columns: [raw.digits])',
    mend: 'Name one of them; the message lists what there is.',
    edit: ['raw.digits', 'raw.digit'],
    given: () => ({
      files: { 'raw.infomin': `${withProbes}probe digit = LinearProbe(f(e.image), e.label)` },
    }),
  },
  IM6115: {
    meaning:
      'The metrics of an objective are measured where it is trained, and are called after the training: `nce.mi` of `train nce { … }`, `warm.mi` of `train nce as warm { … }`.',
    example: `${withObjective}train nce as warm { epochs: 1 }
report "Information" = Table(rows: seed, columns: [nce.mi])`,
    mend: 'Name the training, or add one.',
    edit: ['nce.mi', 'warm.mi'],
  },
  IM6116: {
    meaning:
      'The report cannot be made of these results: the data-processing inequality is about single estimates of information in nats, and `InformationPlane` draws probes of information that one training watches.',
    example: `${withProbes}probe shared = KSG(f(e.image), e.label)
probe digit = LinearProbe(f(e.image), e.label)
report "Data processing" = DataProcessing(whole: shared, parts: [digit])`,
    mend: 'Name results that it can compare.',
    edit: ['[digit]', '[nce.mi]'],
  },
  IM6110: {
    meaning: 'Reports are known by their titles, so each needs its own.',
    example: `${withProbes}probe digit = LinearProbe(f(e.image), e.label)
report "A" = Table(rows: seed, columns: [digit])
report "A" = Table(rows: seed, columns: [nce.mi])`,
    mend: 'Rename one.',
    edit: [
      'report "A" = Table(rows: seed, columns: [nce.mi])',
      'report "B" = Table(rows: seed, columns: [nce.mi])',
    ],
  },
  IM6111: {
    meaning: 'A sweep of several parameters gives all of them values together, in tuples.',
    example: `${withObjective}param lr = 1e-3
param rows = 64
train nce { epochs: 1, batch: rows, optimizer: Adam(lr: lr) }
sweep (lr, rows) in [(1e-3, 64), 128]`,
    mend: 'Write a tuple with a value for each parameter.',
    edit: ['128', '(2e-3, 128)'],
  },
  IM6112: {
    meaning:
      'Samplings that stand between parentheses are drawn together, one value of each a trial, so none may have more.',
    example: `${withObjective}param lr = 1e-3
param decay = 0.0
train nce { epochs: 1, optimizer: Adam(lr: lr, weightDecay: decay) }
sweep (lr, decay) in (LogUniform(1e-4..1e-1, 8), LogUniform(1e-6..1e-2, 4))`,
    mend: 'Give all of them one count.',
    edit: ['1e-2, 4', '1e-2, 8'],
  },
  IM6113: {
    meaning: 'A sampling cannot draw what it is asked for.',
    example: `${withObjective}param rows = 64
train nce { epochs: 1, batch: rows }
sweep rows in Uniform(16..20, 8, whole: true)`,
    mend: 'Draw fewer values, or from a wider range.',
    edit: ['16..20', '16..64'],
  },
};
