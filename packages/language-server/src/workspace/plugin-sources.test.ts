import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it, vi } from 'vitest';
import { PluginSources } from './plugin-sources.js';

afterEach(() => vi.unstubAllEnvs());

const plugin = { name: 'infomin-plugin-nowhere', version: '1.0.0', doc: 'Nothing.', constructors: [] };

it('has no place for a plugin without sources where no page can be written', () => {
  vi.stubEnv('TMPDIR', '/nowhere');
  expect(new PluginSources().pluginAt(plugin, '/a.infomin')).toBeUndefined();
});

it('leaves no page behind', () => {
  const sources = new PluginSources();
  const page = fileURLToPath(sources.pluginAt(plugin, '/a.infomin')!.uri);
  expect(existsSync(page)).toBe(true);
  sources.dispose();
  expect(existsSync(page)).toBe(false);
});
