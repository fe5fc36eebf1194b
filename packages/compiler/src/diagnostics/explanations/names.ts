import type { importMessages, nameMessages } from '../catalogue/names.js';
import { type Explanation, withData, withEncoder } from './explanation.js';

export const nameExplanations: Readonly<Record<keyof typeof nameMessages, Explanation>> = {
  IM2001: {
    meaning: 'A name is used that no declaration and no import of the file has.',
    example: `${withData}view v = B.image |> Noise(0.1)`,
    mend: 'Declare it or correct its spelling; case matters. Declarations may stand in any order.',
    edit: ['B.image', 'b.image'],
  },
  IM2002: {
    meaning: 'Two declarations have the same name. A name is declared once, whatever it names.',
    example: 'param size = 20\nparam size = 24',
    mend: 'Rename or remove one of them.',
    edit: ['\nparam size = 24', ''],
  },
  IM2003: {
    meaning: 'A constructor is called that none of the plugins in use has.',
    example: 'use "@infomin/plugin-datasets"\ndataset mnist = Mnits()',
    mend: 'Correct the spelling, or bring the plugin into use that has it: `use "…"`. `infomin plugins` lists constructors.',
    edit: ['Mnits', 'Mnist'],
  },
  IM2004: {
    meaning: 'A constructor of one kind stands where another kind belongs: a view operation is no encoder.',
    example: `${withData}encoder f = Noise(0.1)`,
    mend: 'Use a constructor of the kind that is expected here.',
    edit: ['Noise(0.1)', 'ConvNet(channels: [8])'],
  },
  IM2005: {
    meaning:
      'The name has a meaning of its own in every file: `seed` is a parameter, `env`, `concat` and `stop` are functions.',
    example: 'param seed = 3',
    mend: 'Choose another name. The seed is set by `--seed` or by `sweep seed in …`.',
    edit: ['seed', 'start'],
  },
  IM2006: {
    meaning: 'A name is used as something it is not: a view cannot be called, a model is no dataset.',
    example: `${withEncoder}view w = v(b.image)`,
    mend: 'Use a declaration of the kind that is expected here.',
    edit: ['v(b.image)', 'b.image |> Noise(0.2)'],
  },
  IM2007: {
    meaning: 'Two plugins in use have a constructor of this name and kind, and nothing says which is meant.',
    example: 'use "plugin-a"\nuse "plugin-b"\ndataset d = Twin()',
    mend: 'Use only one of the two plugins in this file.',
    given: () => ({ plugins: { 'plugin-a': twin('plugin-a'), 'plugin-b': twin('plugin-b') } }),
  },
  IM2008: {
    meaning: 'A declaration leads back to itself, so it can never be worked out.',
    example: `${withData}view v = w |> Noise(0.1)\nview w = v |> Noise(0.1)`,
    mend: 'Make one of the declarations of something else, such as a column of a batch.',
    edit: ['view w = v', 'view w = b.image'],
  },
  IM2009: {
    meaning: 'A batch has the columns of its dataset; this is none of them.',
    example: `${withData}view v = b.images |> Noise(0.1)`,
    mend: 'Use one of the columns; `infomin plugins NAME` describes them.',
    edit: ['b.images', 'b.image'],
  },
  IM2010: {
    meaning: 'A dataset has certain splits; this is none of them.',
    example: 'use "@infomin/plugin-datasets"\ndataset mnist = Mnist()\nbatch b ~ mnist.training',
    mend: 'Use one of the splits, or none for a batch of the whole dataset, as probes take it.',
    edit: ['training', 'train'],
  },
  IM2011: {
    meaning: 'Some columns exist in some splits only: unlabelled data have no label.',
    example: `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
dataset stl = Stl10(root: "data")
batch u ~ stl.unlabeled
encoder c = AlexNet(dim: 10)
objective o = max c: CE(c(u.image), u.label)`,
    mend: 'Draw the batch from a split that has the column.',
    edit: ['unlabeled', 'train'],
  },
  IM2012: {
    meaning:
      '`--set` gives values to parameters, declared in the file with `param` or imported by name; there is none so named.',
    example: 'param distance = 64',
    mend: 'Correct the name, or declare the parameter.',
    given: () => ({ set: { distanec: '4' } }),
  },
  IM2013: {
    meaning: 'Only batches have members that can be computed with, `b.image`; this is no batch.',
    example: `${withEncoder}view w = v.image`,
    mend: 'Take the column of a batch, or use the name alone.',
    edit: ['v.image', 'b.image'],
  },
};

export const importExplanations: Readonly<Record<keyof typeof importMessages, Explanation>> = {
  IM2101: {
    meaning: 'The package a `use` names is neither installed beside the file nor part of infomin.',
    example: 'use "@infomin/plugin-datsets"',
    mend: 'Install it with npm, or correct its name.',
    edit: ['datsets', 'datasets'],
  },
  IM2102: {
    meaning:
      'The package is there, but its default export is not what `definePlugin` of `@infomin/plugin` gives.',
    example: 'use "left-pad"',
    mend: 'Use a plugin; if it is your own, export the result of `definePlugin` as its default.',
    given: () => ({ plugins: { 'left-pad': { default: () => '' } } }),
  },
  IM2103: {
    meaning: 'The package is there, but throws while it is loaded.',
    example: 'use "broken"',
    mend: 'Update or reinstall it; if it goes on, tell its author.',
    given: () => ({
      plugins: {
        broken: () => {
          throw new Error('Cannot find module');
        },
      },
    }),
  },
  IM2104: {
    meaning:
      'An import names a file that does not exist, may not be read, or is no regular file. Its path is taken relative to the file that imports.',
    example: 'import { mnist } from "./dta.infomin"',
    mend: 'Correct the path.',
    given: () => ({ files: { 'data.infomin': 'param size = 20' } }),
  },
  IM2105: {
    meaning: 'A file imports itself by way of others, so none of them can be read first.',
    example: 'import { other } from "./other.infomin"\nparam size = 20',
    mend: 'Put what both need into a third file and import it from both.',
    given: () => ({
      files: { 'other.infomin': 'import { size } from "./case.infomin"\nparam other = size' },
    }),
  },
  IM2106: {
    meaning: 'An import names something the other file does not declare.',
    example: 'import { sise } from "./data.infomin"',
    mend: 'Correct the name, or declare it in the other file.',
    edit: ['sise', 'size'],
    given: () => ({ files: { 'data.infomin': 'param size = 20' } }),
  },
  IM2107: {
    meaning:
      'A plugin failed where it should have answered what a constructor makes. The file is not at fault.',
    example: 'use "plugin-c"\ndataset d = Defect()',
    mend: 'Tell the author of the plugin; until then use another constructor.',
    given: () => ({
      plugins: {
        'plugin-c': plugin('plugin-c', 'Defect', () => {
          throw new TypeError('undefined is not a function');
        }),
      },
    }),
  },
  IM2108: {
    meaning:
      'A plugin that does not come with infomin runs with all your rights, so its code is not loaded before you allow it: at its place, with the text that its module has now. A module that changed is asked for again.',
    example: 'use "./plugin.js"',
    mend: 'Look at the plugin. Give the command with `--trust` to allow it, or answer `y` where a terminal asks; in an editor, trust the folder.',
    given: () => ({ untrusted: { './plugin.js': '/downloads/plugin.js' } }),
  },
  IM2109: {
    meaning: 'Only .infomin files are imported: messages would quote a file of another kind.',
    example: 'import { size } from "./data.json"',
    mend: 'Import an .infomin file; data are read by datasets.',
    given: () => ({ files: { 'data.json': '{}' } }),
  },
  IM2110: {
    meaning:
      "Reports that name results of another file are checked against it, so it has to compile. A circle of files that import each other's results never does.",
    example: 'import raw from "./raw.infomin"\nreport "Raw" = Table(columns: [raw.digit])',
    mend: 'Mend the other file: `infomin check` on it tells all that is wrong.',
    given: () => ({ files: { 'raw.infomin': 'batch b ~ mnist.train' } }),
  },
};

function twin(name: string) {
  return plugin(name, 'Twin', () => ({ columns: {}, splits: {} }));
}

/** A plugin with one dataset without parameters. */
function plugin(name: string, dataset: string, describe: () => unknown) {
  const noParameters = {
    _zod: { def: { type: 'object' } },
    shape: {},
    safeParse: () => ({ success: true, data: {} }),
  };
  const constructors = [
    {
      kind: 'dataset',
      name: dataset,
      doc: '',
      parameters: noParameters,
      describe,
      implementation: async () => ({}),
    },
  ];
  return { default: { name, version: '1.0.0', doc: '', constructors } };
}
