import type { syntaxMessages } from '../catalogue/syntax.js';
import { type Explanation, withData } from './explanation.js';

export const syntaxExplanations: Readonly<Record<keyof typeof syntaxMessages, Explanation>> = {
  IM1001: {
    meaning: 'A character stands here that the language does not use.',
    example: 'param lr = 0.1 #',
    mend: 'Remove it. Comments start with `//`, strings stand in double quotes.',
    edit: ['#', '//'],
  },
  IM1002: {
    meaning: 'A string starts and does not end on its line.',
    example: 'param root = "data/cifar',
    mend: 'Close it with `"`; a line break inside a string is written `\\n`.',
    edit: ['cifar', 'cifar"'],
  },
  IM1003: {
    meaning: 'A comment starts with `/*` and never ends.',
    example: '/* the views\nparam size = 20',
    mend: 'Close it with `*/`, or use `//` for one line.',
    edit: ['views', 'views */'],
  },
  IM1004: {
    meaning: 'A backslash in a string starts an escape, and this one means nothing.',
    example: 'param root = "data\\q"',
    mend: 'Write `\\\\` for a backslash; the escapes are the usual ones: `\\n`, `\\t`, `\\"`, `\\\\`, `\\u0041`.',
    edit: ['\\q', '\\\\q'],
  },
  IM1005: {
    meaning: 'This looks like a number and is none.',
    example: 'param steps = 10__000',
    mend: 'Write digits with single underscores between them, `10_000`, or decimals such as `0.1` and `1e-3`.',
    edit: ['__', '_'],
  },
  IM1006: {
    meaning: 'Something else has to stand here: the message says what.',
    example: 'param size 20',
    mend: 'Look at the form of the declaration; each begins with its own word.',
    edit: ['size 20', 'size = 20'],
  },
  IM1007: {
    meaning:
      'Brackets and operators are nested deeper than any experiment needs, so the file is probably generated wrongly.',
    example: `param deep = ${'('.repeat(300)}1${')'.repeat(300)}`,
    mend: 'Name parts of the expression in declarations of their own.',
  },
  IM1008: {
    meaning: 'The file that is to be compiled does not exist or may not be read.',
    example: '',
    mend: 'Look at the path; it is taken relative to the working directory.',
    given: () => ({ bytes: 'missing' }),
  },
  IM1009: {
    meaning: 'Source files are UTF-8. This one holds bytes that are no UTF-8 text.',
    example: 'param name = "é"',
    mend: 'Save the file as UTF-8; an editor does so by "save with encoding".',
    given: () => ({ bytes: Uint8Array.of(0x70, 0x61, 0x72, 0x61, 0x6d, 0x20, 0xe9, 0x20) }),
  },
  IM1010: {
    meaning: 'The file is larger than any experiment; it is probably data, not a program.',
    example: '// 5 MB of text',
    mend: 'Pass the path of an infomin file. Data are read by datasets.',
    given: () => ({ bytes: new Uint8Array(5 * 1024 * 1024).fill(0x20) }),
  },
  IM1011: {
    meaning: 'Declarations are made of one another in a chain that is too long to follow.',
    example: [...Array(600).keys()]
      .map((i) => `param p${i} = p${i + 1}`)
      .concat('param p600 = 1')
      .join('\n'),
    mend: 'Make the chain shorter: use the value itself instead of the name of a name.',
  },
  IM1012: {
    meaning: 'A number is so large that a computer cannot hold it.',
    example: 'param steps = 1e999',
    mend: 'Write a smaller one: whole numbers go up to about 9e15, others up to about 1.8e308.',
    edit: ['1e999', '1e9'],
  },
  IM1013: {
    meaning: 'Sizes of a type count pixels, channels or classes: they are whole.',
    example: `${withData}view v: Image[28.5, 28, 1] = b.image`,
    mend: 'Write an integer, or `?` for a size that may be any.',
    edit: ['28.5', '28'],
  },
  IM1014: {
    meaning: 'A word of the language stands where a declaration has its name.',
    example: 'param view = 20',
    mend: 'Choose another name. As a key, a member or a symbol the word may stand.',
    edit: ['view', 'size'],
  },
  IM1015: {
    meaning: 'A dot opens a symbol such as `.digit`; a number starts with a digit.',
    example: 'param lr = .5',
    mend: 'Put a 0 before it.',
    edit: ['.5', '0.5'],
  },
  IM1016: {
    meaning: 'A range goes from one number to another; this one goes on.',
    example: 'param scale = 0..1..2',
    mend: 'Keep the two ends that are meant.',
    edit: ['..2', ''],
  },
  IM1017: {
    meaning: 'Inside brackets names are given values with a colon; `=` declares.',
    example: 'param sizes = { width = 20 }',
    mend: 'Write a colon.',
    edit: ['width =', 'width:'],
  },
  IM1018: {
    meaning: 'A line starts with a name and `=`, and no word before it says what is declared.',
    example: 'size = 20',
    mend: 'Put the word before it that says what it is: `param`, for example, or `dataset`.',
    edit: ['size', 'param size'],
  },
  IM1019: {
    meaning: 'A line starts like a declaration, with a word that opens none.',
    example: 'let size = 20',
    mend: 'Use the word for what is declared: `param`, for example, or `dataset`.',
    edit: ['let', 'param'],
  },
  IM1020: {
    meaning: 'So much of the file is broken that it is probably not an experiment; the rest is not read.',
    example: 'param\n'.repeat(202),
    also: ['IM1006'],
    mend: 'Mend the first problems, or look whether it is the right file.',
  },
};
