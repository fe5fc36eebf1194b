import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { mutated, sourceFile, strewn, tokenSoup } from '../test/arbitraries.js';
import { bare } from '../test/trees.js';
import type { ParseResult } from './file.js';
import { parse } from './parse.js';
import { format, print } from './print.js';
import { problemText } from './problems.js';

// INFOMIN_RUNS=100000 npx vitest run grammar: the long run.
const numRuns = Number(process.env.INFOMIN_RUNS ?? 300);
// Formatting a program twice and comparing the trees takes up to 5 ms; a machine under load, several times that.
vi.setConfig({ testTimeout: 60_000 + 50 * numRuns });
const programs = ['../test/programs/', '../../examples/', '../../examples/view-learning/']
  .map((folder) => new URL(folder, import.meta.url))
  .flatMap((folder) => readdirSync(folder).map((name) => new URL(name, folder)))
  .filter((file) => file.pathname.endsWith('.infomin'))
  .map((file) => readFileSync(file, 'utf8'));

/** Every span lies in the text, and in the span around it. */
function checkSpans(tree: unknown, start: number, end: number): void {
  if (Array.isArray(tree)) {
    for (const item of tree) checkSpans(item, start, end);
  } else if (typeof tree === 'object' && tree !== null) {
    const { span, ...rest } = tree as { span?: { start: number; end: number } };
    if (span !== undefined && !(span.start >= start && span.end <= end && span.start <= span.end)) {
      throw new Error(`span ${JSON.stringify(span)} outside ${start}..${end}`);
    }
    for (const child of Object.values(rest)) checkSpans(child, span?.start ?? start, span?.end ?? end);
  }
}

function checkResult(text: string): ParseResult {
  const result = parse(text);
  checkSpans(result.file, 0, text.length);
  for (const problem of result.problems) {
    const { span } = problem;
    const message = problemText(problem);
    expect(span.start >= 0 && span.end <= text.length && span.start <= span.end, message).toBe(true);
    expect(message).not.toMatch(/undefined|NaN|\[object/);
  }
  return result;
}

describe('any text gives a result, with every span in its place', () => {
  test('strings', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void checkResult(text)),
      { numRuns },
    );
  });
  test('tokens in any order', () => {
    fc.assert(
      fc.property(tokenSoup, (text) => void checkResult(text)),
      { numRuns },
    );
  });
  test('damaged programs', () => {
    fc.assert(
      fc.property(mutated(programs), (text) => void checkResult(text)),
      { numRuns },
    );
  });
});

test('parsing what was printed gives the tree back', () => {
  fc.assert(
    fc.property(sourceFile, (file) => {
      const text = print(file);
      const read = parse(text);
      expect(read.problems, text).toEqual([]);
      expect(bare(read.file, { parentheses: false }), text).toEqual(bare(file, { parentheses: false }));
    }),
    { numRuns },
  );
});

describe('formatting', () => {
  /** Keeps the tree, every comment, and itself. */
  function checkFormat(text: string): void {
    const before = parse(text.replace(/\r\n?/g, '\n'));
    fc.pre(before.problems.length === 0);
    const once = format(text).text;
    const after = parse(once);
    expect(after.problems, once).toEqual([]);
    expect(bare(after.file), once).toEqual(bare(before.file));
    const words = (result: ParseResult): string[] =>
      result.comments.map((comment) => comment.text.trimEnd().replace(/^\/\/\//, '//')).sort();
    expect(words(after), once).toEqual(words(before));
    expect(format(once).text).toBe(once);
  }

  test('keeps programs with comments and line ends strewn in', () => {
    fc.assert(fc.property(strewn(programs), checkFormat), { numRuns });
  });
  test('keeps generated programs', () => {
    fc.assert(fc.property(strewnFiles(), checkFormat), { numRuns });
  });
});

function strewnFiles(): fc.Arbitrary<string> {
  return sourceFile.map((file) => print(file)).chain((text) => fc.oneof(fc.constant(text), strewn([text])));
}
