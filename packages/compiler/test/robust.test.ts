/** Whatever the text, the compiler answers with diagnostics: it neither throws nor gives a plan that has errors. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, memoryHost } from '@infomin/compiler';
import { Random } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { plugins } from './plugins.js';

const root = join(import.meta.dirname, 'cases');
const programs = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.infomin'))
  .map((name) => readFileSync(join(root, name), 'utf8'));
const tokens = programs.map((text) => text.match(/\w+|\s+|\|>|\.\.|[^\w\s]/g) ?? []);

/** A program with a few tokens removed, doubled, or replaced by those of another program. */
function mutate(random: Random): string {
  const text = [...tokens[random.int(tokens.length)]!];
  for (let edits = 1 + random.int(4); edits > 0 && text.length > 0; edits--) {
    const at = random.int(text.length);
    const other = tokens[random.int(tokens.length)]!;
    const foreign = other[random.int(Math.max(1, other.length))] ?? '(';
    const replacements = [[], [text[at]!, text[at]!], [foreign], [foreign, text[at]!]];
    text.splice(at, 1, ...replacements[random.int(4)]!);
  }
  return text.join('');
}

it('survives programs with tokens removed, doubled and exchanged', async () => {
  const random = Random.of(20, 'mutations');
  for (let i = 0; i < 500; i++) {
    const text = mutate(random.at(i));
    const host = memoryHost({ files: { 'case.infomin': text }, plugins });
    const result = await compile('case.infomin', host).catch((error: unknown) => {
      throw new Error(`compiling this failed:\n${text}`, { cause: error });
    });
    const errors = result.diagnostics.filter(({ severity }) => severity === 'error');
    expect(result.plan === undefined, text).toBe(errors.length > 0);
    for (const { start, end, message } of result.diagnostics) {
      expect(end.line > start.line || end.column >= start.column, text).toBe(true);
      expect(message).not.toMatch(/\{\w+\}|undefined/);
    }
  }
});

it('looks for what was meant by the first hundred unknown names; by all of them it takes minutes', async () => {
  const lines = Array.from({ length: 120 }, (_, i) => `param known${i} = unknown${i}`);
  const host = memoryHost({ files: { 'case.infomin': lines.join('\n') }, plugins });
  const { diagnostics } = await compile('case.infomin', host);
  const unknown = diagnostics.filter(({ code }) => code === 'IM2001');
  expect(unknown.map(({ suggestion }) => suggestion !== undefined)).toEqual(lines.map((_, i) => i < 100));
});
