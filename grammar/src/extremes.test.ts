/** Inputs nobody writes: very deep, very long, very broken. Each gives its result in no time. */
import { describe, expect, test } from 'vitest';
import { parse } from './parse.js';
import { format } from './print.js';

const N = 10_000;

describe('too deep: one problem, and the declarations around stay', () => {
  test.each<[string, string]>([
    ['parentheses', `${'('.repeat(N)}a${')'.repeat(N)}`],
    ['open parentheses', '('.repeat(N)],
    ['lists', '['.repeat(N)],
    ['records', '{ a: '.repeat(N)],
    ['signs', `${'- '.repeat(N)}1`],
    ['operations', `a${' |> F()'.repeat(N)}`],
    ['terms', `a${' + a * b'.repeat(N)}`],
    ['members', `a${'.a'.repeat(N)}`],
    ['calls', `a${'()'.repeat(N)}`],
    ['indices', `a${'[0]'.repeat(N)}`],
    ['mixed brackets', 'f(a[b, {c: '.repeat(N)],
    ['mismatched brackets', '( ] '.repeat(N)],
    ['brackets and terms together', `${'f('.repeat(100)}a${' + a + a + a + a)'.repeat(100)}`],
    ['brackets to the right of terms', `${'f(a + '.repeat(180)}a${')'.repeat(180)}`],
  ])('%s', (_, expression) => {
    const { file, problems } = parse(`view a = 1\nview deep = ${expression}\nview b = 2\n`);
    expect(problems.map(({ code }) => code)).toEqual(['nested-too-deep']);
    expect(
      file.declarations.flatMap((each) => (each.kind === 'view' ? each.names : [])).map(({ text }) => text),
    ).toEqual(['a', 'b']);
  });
});

test('the deepest that is allowed parses and prints', () => {
  const text = `view v = ${'('.repeat(200)}a${')'.repeat(200)}\n`;
  expect(parse(text).problems).toEqual([]);
  const { text: formatted } = format(text);
  expect(formatted.replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
  expect(format(formatted).text).toBe(formatted);
});

test('recovery does not join pieces to something deep', () => {
  const depth = (node: unknown): number => {
    let deepest = 0;
    const stack: [unknown, number][] = [[node, 0]];
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      const [value, level] = top;
      deepest = Math.max(deepest, level);
      if (typeof value === 'object' && value !== null)
        for (const child of Object.values(value)) stack.push([child, level + 1]);
    }
    return deepest;
  };
  const breaks = ['. = a', '() = ()', '[0] , [0]', '+ : a', '|> view a', '( view ) ', '( a = ) '];
  for (const piece of breaks) {
    expect(depth(parse(`view v = a ${piece.repeat(2000)}`).file), piece).toBeLessThan(2000);
  }
});

describe('long and broken', () => {
  test.each<[string, string]>([
    ['stray tokens between declarations', ') view v = 1 '.repeat(N)],
    ['entries without values', `train a { ${'b: 1 ~ '.repeat(N)}}`],
    ['items without commas', `view v = [${'1 1,'.repeat(N)}]`],
    ['sides without end', `objective o = ${'max a min '.repeat(N)}: 1`],
    ['quotes', '"'.repeat(N)],
    ['comment openers', '/*'.repeat(N)],
    ['characters of no meaning', '§'.repeat(N)],
    ['colons', ':'.repeat(N)],
    ['open brackets in every declaration', `view v = ${'('.repeat(199)}\n`.repeat(1000)],
    ['lines without keywords', 'x = 1\n'.repeat(N)],
  ])('%s', (_, text) => {
    const { problems } = parse(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(N);
  });

  test('a string of ten million characters', () => {
    expect(parse(`view v = "${'a\\n'.repeat(3_333_333)}"`).problems).toEqual([]);
  });

  test('doc comments of a hundred thousand lines', () => {
    expect(parse(`${'/// a\n'.repeat(100_000)}view v = a`).file.declarations[0]?.doc).toHaveLength(199_999);
  });
});

test.each<[string, (count: number) => string]>([
  ['a list', (count) => `param p = [${'1, '.repeat(count)}]`],
  ['arguments', (count) => `param p = F(${'a, '.repeat(count)})`],
  ['entries', (count) => `param p = { ${'k: 1, '.repeat(count)}}`],
  ['comments', (count) => 'param p = 1 // one\n'.repeat(count)],
])('%s of 130,000 formats', (_, text) => {
  const { problems, text: formatted } = format(text(130_000));
  expect(problems).toEqual([]);
  expect(formatted.match(/\b1\b|\ba\b/g)).toHaveLength(130_000);
});
