import { afterEach, expect, it, vi } from 'vitest';
import { PluginSources } from './plugin-sources.js';

afterEach(() => vi.unstubAllEnvs());

it('has no place for a plugin without sources where no page can be written', () => {
  vi.stubEnv('TMPDIR', '/nowhere');
  const plugin = { name: 'infomin-plugin-nowhere', version: '1.0.0', doc: 'Nothing.', constructors: [] };
  expect(new PluginSources().pluginAt(plugin, '/a.infomin')).toBeUndefined();
});
