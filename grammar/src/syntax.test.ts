/** The grammar's own checks, which production skips, and the highlighting grammar beside it. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { keywords } from './keywords.js';
import { createLexer } from './lexer.js';
import { InfominParser } from './parser.js';

test('the tokens and the grammar pass the checks of Chevrotain', () => {
  expect(createLexer(true).lexerDefinitionErrors).toEqual([]);
  expect(() => new InfominParser(true)).not.toThrow();
});

interface Pattern {
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly include?: string;
  readonly patterns?: readonly Pattern[];
}

const highlighting = JSON.parse(
  readFileSync(new URL('../syntaxes/infomin.tmLanguage.json', import.meta.url), 'utf8'),
) as Pattern & { readonly repository: Readonly<Record<string, Pattern>> };

function flatten(pattern: Pattern): Pattern[] {
  return [pattern, ...(pattern.patterns ?? []).flatMap(flatten)];
}

const patterns = [highlighting, ...Object.values(highlighting.repository)].flatMap(flatten);
const sources = patterns.flatMap(({ match, begin, end }) =>
  [match, begin, end].filter((source) => source !== undefined),
);

test('the patterns of the highlighting grammar are regular expressions', () => {
  expect(sources.length).toBeGreaterThan(20);
  for (const source of sources) expect(() => new RegExp(source, 'u'), source).not.toThrow();
});

test('the highlighting grammar names every keyword and includes only what it has', () => {
  const words = new Set(sources.flatMap((source) => source.match(/[a-z]+/g) ?? []));
  for (const keyword of keywords) expect(words, keyword).toContain(keyword);
  const includes = patterns.flatMap(({ include }) => (include === undefined ? [] : [include.slice(1)]));
  for (const name of includes) expect(Object.keys(highlighting.repository)).toContain(name);
});

test('the highlighting grammar reads names, numbers and strings as the lexer does', () => {
  const number = patterns.find(
    (pattern) => (pattern as { name?: string }).name === 'constant.numeric.infomin',
  );
  const read = (text: string): string | undefined => new RegExp(number?.match ?? '', 'u').exec(text)?.[0];
  expect(read('1..3')).toBe('1');
  expect(read('10_000')).toBe('10_000');
  expect(read('2e-4)')).toBe('2e-4');
  expect(read('f1')).toBeUndefined();
});
