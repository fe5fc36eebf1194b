/** Folders of cases: a new case is a new `.infomin` file. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bare } from '../test/trees.js';
import { lineMap } from './lines.js';
import { parse } from './parse.js';
import { format, print } from './print.js';
import { problemText } from './problems.js';

const at = (folder: string): URL => new URL(`../test/${folder}/`, import.meta.url);
const read = (folder: string, name: string): string => readFileSync(new URL(name, at(folder)), 'utf8');
const cases = (folder: string): string[] =>
  readdirSync(at(folder)).filter((name) => name.endsWith('.infomin') && !name.endsWith('.formatted.infomin'));

describe('broken files: the problems, and what is left of the tree', () => {
  test.each(cases('recovery'))('%s', async (name) => {
    const text = read('recovery', name);
    const { file, problems } = parse(text);
    const lines = lineMap(text);
    const told = problems.map((problem) => {
      const { line, column } = lines.position(problem.span.start);
      const hint = problem.suggestion === undefined ? '' : ` (${problem.suggestion})`;
      return `${line}:${column} ${problem.code} ${problemText(problem)}${hint}`;
    });
    const expected = `${told.join('\n') || 'no problems'}\n\n${print(file)}`;
    await expect(expected).toMatchFileSnapshot(
      new URL(name.replace('.infomin', '.txt'), at('recovery')).pathname,
    );
  });
});

describe('the canonical layout', () => {
  test.each(cases('format'))('%s', async (name) => {
    const text = read('format', name);
    const { text: formatted, problems } = format(text);
    expect(problems).toEqual([]);
    expect(format(formatted).text).toBe(formatted);
    expect(bare(parse(formatted).file)).toEqual(bare(parse(text).file));
    const file = new URL(name.replace('.infomin', '.formatted.infomin'), at('format')).pathname;
    await expect(formatted).toMatchFileSnapshot(file);
  });
});

describe('the programs of the language page', () => {
  test.each(cases('programs'))('%s stands nearly as it is', async (name) => {
    const text = read('programs', name);
    const { file, problems } = parse(text);
    expect(problems).toEqual([]);
    expect(file.doc).toBeDefined();
    const formatted = new Set(
      format(text)
        .text.split('\n')
        .map((line) => line.replaceAll(' ', '')),
    );
    const changed = text.split('\n').filter((line) => !formatted.has(line.replaceAll(' ', '')));
    // Only lines wider than the layout may be broken.
    expect(changed.filter((line) => line.length <= 100)).toEqual([]);
  });
});
