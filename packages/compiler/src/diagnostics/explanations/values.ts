import type { valueMessages } from '../catalogue/values.js';
import { type Explanation, withData, withEncoder, withObjective } from './explanation.js';

export const valueExplanations: Readonly<Record<keyof typeof valueMessages, Explanation>> = {
  IM3001: {
    meaning: 'There are more positional arguments than the constructor has parameters.',
    example: `${withData}view v = b.image |> RandomCrop(20, 24)`,
    mend: 'Remove the surplus ones.',
    edit: ['20, 24', '20'],
  },
  IM3002: {
    meaning: 'An argument is named like no parameter of the constructor.',
    example: `${withData}view v = b.image |> RandomCrop(sise: 20)`,
    mend: 'Correct the name; `infomin plugins NAME` lists parameters.',
    edit: ['sise', 'size'],
  },
  IM3003: {
    meaning: 'A parameter without default is not given.',
    example: `${withData}view v = b.image |> RandomCrop()`,
    mend: 'Give it.',
    edit: ['RandomCrop()', 'RandomCrop(20)'],
  },
  IM3004: {
    meaning: 'A parameter is given twice, perhaps once by its position and once by its name.',
    example: `${withData}view v = b.image |> RandomCrop(20, size: 24)`,
    mend: 'Keep one of the two.',
    edit: ['20, size', 'size'],
  },
  IM3005: {
    meaning: 'A value is of another type than its parameter takes.',
    example: `${withData}view v = b.image |> RandomCrop("20")`,
    mend: 'Write a value of the type that is expected. Members of enumerations are symbols: `.digit`.',
    edit: ['"20"', '20'],
  },
  IM3006: {
    meaning:
      'A number lies outside the range its parameter allows; a temperature, for example, is greater than 0.',
    example: `${withEncoder}objective nce = max f: I_NCE(f(v); f(b.image), temperature: 0)`,
    mend: 'Take a value within the range.',
    edit: ['temperature: 0', 'temperature: 0.1'],
  },
  IM3007: {
    meaning: 'The place takes one of a few symbols, and this is none of them.',
    example: `${withEncoder}dataset cifar = Cifar10(root: "data")
batch c ~ cifar.train
view w = c.image |> ColorSpace(.YDbDR)`,
    mend: 'Use one of the members.',
    edit: ['.YDbDR', '.YDbDr'],
  },
  IM3008: {
    meaning: 'A value is of the right type, but its parameter asks more of it; the message says what.',
    example: `${withData}encoder f = ConvNet(channels: [])`,
    mend: 'Change the value accordingly.',
    edit: ['[]', '[8]'],
  },
  IM3009: {
    meaning:
      'Arguments, parameters and sweeps are values that are known before anything runs; this is made of data.',
    example: `${withData}view v = b.image |> RandomCrop(b.label)`,
    mend: 'Write a number, a string, a symbol, a list, or the name of a parameter.',
    edit: ['b.label', '20'],
  },
  IM3010: {
    meaning:
      'The file reads an environment variable that is not set and has no default, so nothing can be run.',
    example: 'param root = env("CIFAR10_ROOT")',
    mend: 'Set the variable, or give a default: `env("CIFAR10_ROOT", "data")`.',
    edit: ['"CIFAR10_ROOT"', '"CIFAR10_ROOT", "data"'],
    given: () => ({ strictEnv: true }),
  },
  IM3011: {
    meaning: '`env` is written with one or two strings.',
    example: 'param root = env(CIFAR10_ROOT)',
    mend: 'Put the name of the variable in quotes.',
    edit: ['CIFAR10_ROOT', '"CIFAR10_ROOT"'],
  },
  IM3012: {
    meaning:
      'Parameters are of the types `Int`, `Number`, `String`, `Bool`, `Symbol`, `List`, `Record` and `Range`.',
    example: 'param distance: Integer = 64',
    mend: 'Use one of these types, or leave it out: the default says it.',
    edit: ['Integer', 'Int'],
  },
  IM3013: {
    meaning: 'The default of a parameter is not of its declared type.',
    example: 'param distance: Int = 0.5',
    mend: 'Change the type or the default.',
    edit: ['Int', 'Number'],
  },
  IM3014: {
    meaning: 'The value of a `--set` is no expression of the language.',
    example: 'param shared = [.digit]',
    mend: 'Write it as in the file and keep it from the shell: `--set "shared=[.digit]"`.',
    given: () => ({ set: { shared: '[.digit' } }),
  },
  IM3015: {
    meaning: 'The value of a `--set` is of another type than the parameter.',
    example: 'param distance = 64',
    mend: 'Give a value of the type that the default has.',
    given: () => ({ set: { distance: '"far"' } }),
  },
  IM3016: {
    meaning: '`+ - * /` and ranges are made of numbers.',
    example: 'param size = 2 * "10"',
    mend: 'Use numbers.',
    edit: ['"10"', '10'],
  },
  IM3017: {
    meaning: 'A number is divided by zero.',
    example: 'param rate = 1 / 0',
    mend: 'Change the divisor.',
    edit: ['/ 0', '/ 2'],
  },
  IM3018: {
    meaning: 'Positional arguments come first, then those with names, so that their order is plain.',
    example: `${withData}encoder f = ConvNet(dim: 8, [8])`,
    mend: 'Move it to the front or give it its name.',
    edit: ['dim: 8, [8]', '[8], dim: 8'],
  },
  IM3019: {
    meaning: 'The column is simply there; only some columns take arguments.',
    example: `${withData}view v = b.image(size: 20)`,
    mend: 'Leave the parentheses out; change it by view operations.',
    edit: ['b.image(size: 20)', 'b.image |> RandomCrop(20)'],
  },
  IM3020: {
    meaning: 'A key stands twice in a record, and only one value can count.',
    example: 'param sizes = { a: 1, a: 2 }',
    mend: 'Remove or rename one.',
    edit: ['a: 2', 'b: 2'],
  },
  IM3021: {
    meaning: 'Seeds are whole numbers from 0 on.',
    example: 'param size = 20',
    mend: 'Give such a number: `--seed 3`.',
    given: () => ({ seed: -1 }),
  },
  IM3022: {
    meaning: 'The arguments of a dataset do not fit each other, as its plugin sees it.',
    example: `use "@infomin/plugin-datasets"
dataset cmm = ColorfulMovingMnist(digits: Cifar10(root: "data"), backgrounds: Cifar10(root: "data"))`,
    mend: 'Change the argument at which the message points.',
    edit: ['digits: Cifar10(root: "data")', 'digits: Mnist()'],
  },
  IM3023: {
    meaning: 'A constructor is called, also where all its parameters have defaults.',
    example: 'use "@infomin/plugin-datasets"\ndataset mnist = Mnist',
    mend: 'Add the parentheses.',
    edit: ['= Mnist', '= Mnist()'],
  },
  IM3024: {
    meaning:
      'A semicolon separates the variables of a term of information, as in I(v₁; v₂), and stands nowhere else.',
    example: `${withData}view v = b.image |> Resize(20) |> GaussianBlur(0.1..2; p: 1)`,
    mend: 'Write a comma.',
    edit: ['2;', '2,'],
  },
  IM3025: {
    meaning: 'A table of constants, `{ a: 1, b: 2 }[key]`, has no entry for this key.',
    example: `${withData}param kind = .weak
param noise = { strong: 0.3, none: 0.0 }[kind]
view v = b.image |> Noise(noise)`,
    mend: 'Add the entry, or take a key that is there.',
    edit: ['none: 0.0', 'weak: 0.1'],
  },
  IM3026: {
    meaning:
      'The values of sweeps and of `--set` are worked out once, before the trials. One that reads a parameter which is itself swept or set would have what the default of that gives, in every trial. Recipes are worked out where they are applied, and may read it.',
    example: `${withObjective}param lr = 1e-3
param opt = Adam(lr: lr)
train nce { epochs: 1, optimizer: opt }
sweep lr in [1e-3, 1e-2]
sweep opt in [Adam(lr: lr), Sgd(lr: 10 * lr)]`,
    mend: 'Write the value out or, in a sweep, go over the keys of a table that the default chooses from: `param opt = { adam: Adam(lr: lr), sgd: Sgd(lr: 10 * lr) }[which]`, `sweep which in [.adam, .sgd]`.',
    edit: ['sweep opt in [Adam(lr: lr), Sgd(lr: 10 * lr)]', 'sweep opt in [Adam(lr: 1e-3), Sgd(lr: 1e-2)]'],
  },
  IM3027: {
    meaning: 'Numbers are of double precision, and end at about 1.8e308; the result lies beyond.',
    example: 'param rate = 1e308 * 10',
    mend: 'Use smaller numbers.',
    edit: ['1e308', '1e30'],
  },
};
