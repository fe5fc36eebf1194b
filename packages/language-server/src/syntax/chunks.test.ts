import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Declaration, parse } from '@infomin/grammar';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Chunks } from './chunks.js';

const cases = fileURLToPath(new URL('../../../../grammar/test', import.meta.url));
const programs = readdirSync(cases, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.infomin'))
  .map((name) => ({ name, text: readFileSync(join(cases, name), 'utf8') }));

describe('chunks', () => {
  it('are found', () => {
    expect(programs.length).toBeGreaterThan(20);
  });

  it.each(programs)('read $name as the whole is read', ({ text }) => {
    const chunks = new Chunks(text);
    const { file, comments } = parse(text);
    expect(chunks.list.map((chunk) => chunk.text).join('')).toBe(text);
    const spans = (list: readonly { kind: string; span: object }[]) =>
      list.map(({ kind, span }) => [kind, span]);
    expect(spans(chunks.declarations)).toEqual(spans(file.declarations));
    expect(chunks.comments.length).toBe(comments.length);
  });

  it.each(programs)('of $name hold all declarations around every offset', ({ text }) => {
    const chunks = new Chunks(text);
    for (let offset = 0; offset <= text.length; offset++) {
      const holding = ({ span }: Declaration) => span.start <= offset && offset <= span.end;
      expect(chunks.declarationsAround(offset).filter(holding)).toEqual(chunks.declarations.filter(holding));
    }
  });

  it('read a file the same whatever it was before', () => {
    const text = fc.constantFrom(...programs.map((program) => program.text));
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(60), fc.string({ maxLength: 8 }), (before, at, length, typed) => {
        const start = at % (before.length + 1);
        const after = before.slice(0, start) + typed + before.slice(start + length);
        expect(new Chunks(after, new Chunks(before)).declarations).toEqual(new Chunks(after).declarations);
      }),
      { numRuns: 300 },
    );
  });
});
