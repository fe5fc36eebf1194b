import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tokenSoup } from '../test/arbitraries.js';
import { declarationKeywords } from './keywords.js';
import { nextTokens } from './next-tokens.js';

/** The names of the tokens that may stand at the `⟦⟧` of a text. */
function at(marked: string): string[] {
  const offset = marked.indexOf('⟦⟧');
  return nextTokens(marked.replace('⟦⟧', ''), offset).tokens.map(({ token, keyword }) => keyword ?? token);
}

const value = [
  'Identifier',
  'Number',
  'Dot',
  'LSquare',
  'String',
  'true',
  'false',
  'LCurly',
  'LParen',
  'Minus',
];
const operators = ['Pipe', 'DotDot', 'Plus', 'Minus', 'Star', 'Slash', 'LParen', 'LSquare', 'Dot'];

describe('what may stand', () => {
  test.each<[string, string[]]>([
    ['⟦⟧', [...declarationKeywords]],
    ['vi⟦⟧', [...declarationKeywords]],
    ['use "a"\n⟦⟧\nview v = b', [...declarationKeywords]],
    ['view ⟦⟧', ['Identifier', 'LParen']],
    ['view v ⟦⟧', ['LSquare', 'Colon', 'Equals']],
    ['view v[⟦⟧', ['Number', 'Identifier']],
    ['view v = ⟦⟧', [...value, 'Pipe']],
    ['view v = b.image ⟦⟧', [...operators, ...declarationKeywords]],
    ['view v = b.⟦⟧', ['Identifier']],
    ['view v = F(a⟦⟧', [...value, 'Pipe', 'RParen']],
    ['view v = F(a ⟦⟧', [...operators, 'Unit', 'Colon', 'Comma', 'Semicolon', 'RParen']],
    ['train n { batch: 3 ⟦⟧', [...operators, 'Unit', 'Comma', 'Identifier', 'RCurly']],
    ['batch b ⟦⟧', ['Tilde']],
    ['sweep ⟦⟧', ['Identifier', 'LParen']],
    ['sweep s ⟦⟧', ['in']],
    ['train o ⟦⟧', ['as', 'LCurly']],
    ['objective o = ⟦⟧', [...value, 'Pipe', 'min', 'max']],
    ['objective o = min f ⟦⟧', ['Comma', 'min', 'max', 'Colon']],
    ['import { a } ⟦⟧', ['from']],
    ['use "a⟦⟧', []],
    ['// vi⟦⟧', []],
    ['/* ⟦⟧', []],
  ])('%s', (marked, expected) => {
    expect(at(marked).sort()).toEqual([...new Set(expected)].sort());
  });
});

test('the word at the cursor is what a proposal replaces', () => {
  expect(nextTokens('view v = b.ima', 14).start).toBe(11);
  expect(nextTokens('view v = b.', 11).start).toBe(11);
});

test('tells the rules a token would stand in', () => {
  const [name] = nextTokens('train n { batch: ', 17).tokens.filter(({ token }) => token === 'Number');
  expect(name?.rules).toEqual([
    'file',
    'declaration',
    'train',
    'record',
    'entry',
    'expression',
    'operand',
    'primary',
    'number',
  ]);
});

test('any text gives an answer', () => {
  fc.assert(
    fc.property(tokenSoup, fc.nat({ max: 100 }), (text, offset) => {
      const { start } = nextTokens(text, offset);
      expect(start).toBeLessThanOrEqual(offset);
    }),
    { numRuns: 200 },
  );
});

test('every token of a program is among those that may stand there', () => {
  const text = readFileSync(new URL('../test/programs/table2.infomin', import.meta.url), 'utf8');
  const places = [
    ...text.replace(/\/\/.*/g, (comment) => ' '.repeat(comment.length)).matchAll(/\|>|\.\.|[~=:;,()[\]{}]/g),
  ];
  const names: Record<string, string> = {
    '|>': 'Pipe',
    '..': 'DotDot',
    '~': 'Tilde',
    '=': 'Equals',
    ':': 'Colon',
    ';': 'Semicolon',
    ',': 'Comma',
    '(': 'LParen',
    ')': 'RParen',
    '[': 'LSquare',
    ']': 'RSquare',
    '{': 'LCurly',
    '}': 'RCurly',
  };
  for (const place of places) {
    // A space, so that the word before the place is not taken for one being typed.
    const before = `${text.slice(0, place.index)} `;
    const found = nextTokens(before + text.slice(place.index), before.length).tokens.map(
      ({ token }) => token,
    );
    expect(found, before.slice(-60)).toContain(names[place[0]]);
  }
});
