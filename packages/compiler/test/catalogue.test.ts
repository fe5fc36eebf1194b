import {
  type CatalogueEntry,
  catalogue,
  compile,
  formatDiagnostic,
  formatExplanation,
  memoryHost,
} from '@infomin/compiler';
import { describe, expect, it } from 'vitest';
import { plugins } from './fixtures/plugins.js';

const file = 'case.infomin';

/** The examples hold with the plugins that come with infomin as with those of the tests. */
const pluginSets = {
  'the plugins of the tests': plugins,
  'the plugins of infomin': {
    '@infomin/plugin-core': () => import('@infomin/plugin-core'),
    '@infomin/plugin-datasets': () => import('@infomin/plugin-datasets'),
    '@infomin/plugin-vision': () => import('@infomin/plugin-vision'),
    '@infomin/plugin-probes': () => import('@infomin/plugin-probes'),
  },
};

async function compileExample(entry: CatalogueEntry, text: string, set: keyof typeof pluginSets) {
  const { bytes, files, env, plugins: more, ...options } = entry.given?.() ?? {};
  const source: Record<string, string | Uint8Array> = bytes === 'missing' ? {} : { [file]: bytes ?? text };
  const host = memoryHost({
    files: { ...files, ...source },
    ...(env === undefined ? {} : { env }),
    plugins: { ...pluginSets[set], ...more },
  });
  return compile(file, host, options);
}

const entries = await catalogue();

const sets = Object.keys(pluginSets) as (keyof typeof pluginSets)[];

describe.each(entries.map((entry) => [entry.code, entry] as const))('%s', (code, entry) => {
  it.each(sets)('is caused by its example, which causes no other error, with %s', async (set) => {
    const { diagnostics, sources, plan } = await compileExample(entry, entry.example, set);
    const shown = diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, sources)).join('\n');
    const codes = diagnostics
      .filter((diagnostic) => diagnostic.severity === 'error' || diagnostic.code === code)
      .map((diagnostic) => diagnostic.code);
    expect(new Set(codes), shown).toEqual(new Set([code]));
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
  it.each(sets)('is mended by its edit, with %s', async (set) => {
    const { example, edit } = entry;
    expect(example).toContain(edit![0]);
    const { diagnostics, sources, plan } = await compileExample(entry, example.replace(...edit!), set);
    const shown = diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, sources)).join('\n');
    const codes = diagnostics.map((diagnostic) => diagnostic.code);
    expect(codes, shown).not.toContain(code);
    expect(plan, shown).toBeDefined();
  });
});

it('holds at least 60 diagnostics', () => {
  expect(entries.length).toBeGreaterThanOrEqual(60);
});
