/** The words of the language, by what they do. Which of them a place means is decided in `contextual.ts`. */

/** Words that open a declaration. */
export const declarationKeywords = [
  'use',
  'import',
  'param',
  'dataset',
  'batch',
  'view',
  'encoder',
  'generator',
  'head',
  'objective',
  'train',
  'probe',
  'sweep',
  'report',
] as const;

/** Words inside a declaration. */
export const innerKeywords = ['min', 'max', 'in', 'from'] as const;

/** Words that are values. */
export const literalKeywords = ['true', 'false'] as const;

/** All keywords. After a `.` and before a `:` each of them is an ordinary name. */
export const keywords = [...declarationKeywords, ...innerKeywords, ...literalKeywords] as const;

export type Keyword = (typeof keywords)[number];
