import type { syntaxMessages } from '../catalogue/syntax.js';
import type { Explanation } from './explanation.js';

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
};
