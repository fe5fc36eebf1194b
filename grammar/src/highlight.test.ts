import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { highlight, type PieceKind } from './highlight.js';

const programs = join(dirname(fileURLToPath(import.meta.url)), '../test/programs');
const joined = (text: string) =>
  highlight(text)
    .map((piece) => piece.text)
    .join('');

it('loses nothing of any text', () => {
  for (const name of readdirSync(programs)) {
    const text = readFileSync(join(programs, name), 'utf8');
    expect(joined(text)).toBe(text);
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(joined(text)).toBe(text);
    }),
  );
});

it.each<[string, PieceKind, string[]]>([
  ['/// doc\n// note\nview v = x // end', 'doc', ['/// doc']],
  ['/// doc\n// note\nview v = x /* end */', 'comment', ['// note', '/* end */']],
  ['batch train ~ mnist.train\ntrain nce { batch: 2 }', 'keyword', ['batch', 'train']],
  ['param p = [.digit, .train]\nview v = b.future(share: .digit)', 'symbol', ['digit', 'train', 'digit']],
  ['view v = b.image |> Flip(p: 0.5)\nencoder f = Linear', 'constructor', ['Flip']],
  ['view v = f(x)[1..3] + 1e-3', 'number', ['1', '3', '1e-3']],
  ['use "a" dataset d = D(env("B", "open', 'string', ['"a"', '"B"', '"open']],
])('%s has %s %j', (text, kind, expected) => {
  const found = highlight(text).filter((piece) => piece.kind === kind);
  expect(found.map((piece) => piece.text)).toEqual(expected);
});
