import { describe, expect, it } from 'vitest';
import { plugins } from '../../test/plugins.js';
import { compile } from '../compile/compile.js';
import { memoryHost } from '../host/memory-host.js';
import { type CatalogueEntry, catalogue, formatExplanation } from './explain.js';
import { formatDiagnostic } from './format.js';

const file = 'case.infomin';

async function compileExample(entry: CatalogueEntry, text: string) {
  const { bytes, files, env, plugins: more, untrusted, ...options } = entry.given?.() ?? {};
  const source: Record<string, string | Uint8Array> = bytes === 'missing' ? {} : { [file]: bytes ?? text };
  const host = memoryHost({
    files: { ...files, ...source },
    ...(env === undefined ? {} : { env }),
    plugins: { ...plugins, ...more },
    ...(untrusted && { untrusted }),
  });
  return compile(file, host, options);
}

const entries = await catalogue();

describe.each(entries.map((entry) => [entry.code, entry] as const))('%s', (code, entry) => {
  it('is caused by its example, which causes no other error', async () => {
    const { diagnostics, sources, plan } = await compileExample(entry, entry.example);
    const shown = diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, sources)).join('\n');
    const codes = diagnostics
      .filter((diagnostic) => diagnostic.severity === 'error' || diagnostic.code === code)
      .map((diagnostic) => diagnostic.code);
    expect(new Set(codes), shown).toEqual(new Set([code, ...(entry.also ?? [])]));
    expect(plan === undefined).toBe(entry.severity === 'error');
  });

  it('is explained', () => {
    const text = formatExplanation(entry);
    expect(text).toContain(entry.meaning);
    expect(text).toContain(entry.mend);
    expect(entry.meaning).toMatch(/[.?]$/);
    expect(entry.mend).toMatch(/\.$/);
  });
});

const mendable = entries.filter((entry) => entry.edit !== undefined);

describe.each(mendable.map((entry) => [entry.code, entry] as const))('%s', (code, entry) => {
  it('is mended by its edit', async () => {
    const { example, edit } = entry;
    expect(example).toContain(edit![0]);
    const { diagnostics, sources, plan } = await compileExample(entry, example.replace(...edit!));
    const shown = diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, sources)).join('\n');
    const codes = diagnostics.map((diagnostic) => diagnostic.code);
    expect(codes, shown).not.toContain(code);
    expect(plan, shown).toBeDefined();
  });
});

it('holds at least 60 diagnostics', () => {
  expect(entries.length).toBeGreaterThanOrEqual(60);
});
