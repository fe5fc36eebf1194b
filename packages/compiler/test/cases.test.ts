/**
 * A file a case: `good/name.infomin` gives the plan in `good/name.txt` and not one diagnostic, `bad/name.infomin` the
 * diagnostics in `bad/name.txt` (and a plan, where all are warnings). What they import is in `imported/`. Lines such as
 * `//! set distance=16`, `//! seed 3` and `//! env ROOT=data` say what the command line and the environment give.
 *
 * `UPDATE=1 npx vitest run packages/compiler/test/cases.test.ts` writes what is given.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, type Diagnostic, formatDiagnostic, memoryHost } from '@infomin/compiler';
import core from '@infomin/plugin-core';
import datasets from '@infomin/plugin-datasets';
import probes from '@infomin/plugin-probes';
import vision from '@infomin/plugin-vision';
import { describe, expect, it } from 'vitest';
import { grey } from './fixtures/grey.js';
import { planText } from './plan-text.js';

const root = join(import.meta.dirname, 'cases');
const update = process.env.UPDATE === '1';
const plugins = Object.fromEntries(
  [core, datasets, probes, vision, grey].map((plugin) => [plugin.name, plugin]),
);

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
  const host = memoryHost({ files, env: given(text, 'env'), plugins });
  const { diagnostics, plan, sources } = await compile(path, host, {
    set: given(text, 'set'),
    ...(seed === undefined ? {} : { seed: Number(seed) }),
  });
  const parts = diagnostics.map((diagnostic) => shown(diagnostic, sources));
  if (plan !== undefined) parts.push(planText(plan));
  return { diagnostics, plan, text: `${parts.join('\n\n')}\n` };
}

function expectFile(path: string, text: string): void {
  const file = join(root, path.replace(/\.infomin$/, '.txt'));
  if (update) writeFileSync(file, text);
  expect(text).toBe(
    existsSync(file) ? readFileSync(file, 'utf8') : '(no file of what is expected; UPDATE=1)',
  );
}

describe('good', () => {
  it.each(programs('good'))('%s', async (path) => {
    const { diagnostics, text } = await outcome(path);
    expect(diagnostics).toEqual([]);
    expectFile(path, text);
  });
});

describe('bad', () => {
  it.each(programs('bad'))('%s', async (path) => {
    const { diagnostics, plan, text } = await outcome(path);
    expect(diagnostics).not.toEqual([]);
    expect(plan === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'));
    expectFile(path, text);
  });
});
