/**
 * A file a case: `good/name.infomin` gives the plan in `good/name.txt` and not one diagnostic, `bad/name.infomin` the
 * diagnostics in `bad/name.txt` (and a plan, where all are warnings). What they import is in `imported/`. Lines such as
 * `//! set distance=16`, `//! seed 3` and `//! env ROOT=data` say what the command line and the environment give.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, type Diagnostic, formatDiagnostic, memoryHost } from '@infomin/compiler';
import { describe, expect, it } from 'vitest';
import { grey } from './grey.js';
import { planText } from './plan-text.js';
import { plugins } from './plugins.js';

const root = join(import.meta.dirname, 'cases');

const programs = (folder: string): string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.infomin'))
    .map((name) => `${folder}/${name}`)
    .sort();
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const files = Object.fromEntries(
  ['good', 'bad', 'imported'].flatMap(programs).map((path) => [path, read(path)]),
);

/** The `//! key name=value` lines of a program. */
function given(text: string, key: string): Record<string, string> {
  const lines = text.matchAll(new RegExp(`^//! ${key} (\\w+)=(.+)$`, 'gm'));
  return Object.fromEntries([...lines].map(([, name, value]) => [name, value]));
}

/** A diagnostic as people see it, and the edit that mends it. */
function shown(diagnostic: Diagnostic, sources: ReadonlyMap<string, string>): string {
  const { fix, file } = diagnostic;
  const text = formatDiagnostic(diagnostic, sources);
  if (fix === undefined) return text;
  return `${text}\n  edit: \`${sources.get(file)?.slice(fix.span.start, fix.span.end)}\` -> \`${fix.text}\``;
}

async function outcome(path: string) {
  const text = files[path]!;
  const seed = /^\/\/! seed (\d+)$/m.exec(text)?.[1];
  const host = memoryHost({ files, env: given(text, 'env'), plugins: { ...plugins, [grey.name]: grey } });
  const { diagnostics, plan, sources } = await compile(path, host, {
    set: given(text, 'set'),
    ...(seed === undefined ? {} : { seed: Number(seed) }),
  });
  const parts = diagnostics.map((diagnostic) => shown(diagnostic, sources));
  if (plan !== undefined) parts.push(planText(plan));
  return { diagnostics, plan, text: `${parts.join('\n\n')}\n` };
}

/** The file of what is expected of a program. */
const expected = (path: string): string => join(root, path.replace(/\.infomin$/, '.txt'));

describe('good', () => {
  it.each(programs('good'))('%s', async (path) => {
    const { diagnostics, text } = await outcome(path);
    expect(diagnostics).toEqual([]);
    await expect(text).toMatchFileSnapshot(expected(path));
  });
});

describe('bad', () => {
  it.each(programs('bad'))('%s', async (path) => {
    const { diagnostics, plan, text } = await outcome(path);
    expect(diagnostics).not.toEqual([]);
    expect(plan === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'));
    await expect(text).toMatchFileSnapshot(expected(path));
  });
});
