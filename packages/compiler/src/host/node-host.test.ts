import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { compile } from '../compile/compile.js';
import { loadPlugins } from '../plugins/load.js';
import { nodeHost } from './node-host.js';

const folder = mkdtempSync(join(tmpdir(), 'infomin-host-'));
afterAll(() => rmSync(folder, { recursive: true }));

function install(name: string, version: string, exports: unknown, code: string): void {
  const at = join(folder, 'node_modules', name);
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, 'package.json'), JSON.stringify({ name, version, type: 'module', exports }));
  writeFileSync(join(at, 'plugin.js'), code);
}

const plugin = (name: string, version: string) => ({ name, version, doc: '', constructors: [] });
const source = (name: string, version: string) => `export default ${JSON.stringify(plugin(name, version))}`;
const file = join(folder, 'experiments', 'case.infomin');

it('finds a plugin beside the file, by its exports', async () => {
  install('mine', '2.0.0', { '.': { types: './x.d.ts', import: './plugin.js' } }, source('mine', '2.0.0'));
  const { registry } = await loadPlugins(['mine'], nodeHost(), file);
  expect(registry.plugins.map(({ version }) => version)).toEqual(['2.0.0']);
});

it('takes a plugin that comes with the program and runs nothing of that name beside the file', async () => {
  install('ours', '2.0.0', './plugin.js', 'throw new Error("loaded")');
  const host = nodeHost({ bundled: { ours: async () => ({ default: plugin('ours', '1.0.0') }) } });
  const { registry, failures } = await loadPlugins(['ours'], host, file);
  expect(registry.plugins.map(({ version }) => version)).toEqual(['1.0.0']);
  expect(failures).toEqual([]);
});

it('loads a plugin by its path from the file', async () => {
  writeFileSync(join(folder, 'local.js'), `export default ${JSON.stringify(plugin('local', '0'))}`);
  const { registry } = await loadPlugins(['../local.js'], nodeHost(), file);
  expect(registry.plugins.map(({ name }) => name)).toEqual(['local']);
});

it('keeps in a plan where a plugin is that a file, or one that it imports, names by a path', async () => {
  const Few = `dataset({
    name: 'Few',
    doc: '',
    parameters: z.object({}),
    describe: () => ({ columns: {}, splits: { train: { doc: '' } } }),
    implementation: () => Promise.reject(new Error('not needed')),
  })`;
  const module = `import { dataset, definePlugin } from ${JSON.stringify(import.meta.resolve('@infomin/plugin'))};
import { z } from ${JSON.stringify(import.meta.resolve('zod'))};
export default definePlugin({ name: 'few', version: '0', doc: '', constructors: [${Few}] });`;
  mkdirSync(join(folder, 'shared'));
  writeFileSync(join(folder, 'shared', 'few.js'), module);
  writeFileSync(join(folder, 'shared', 'data.infomin'), 'use "./few.js"\ndataset few = Few()\n');
  const at = join(folder, 'main.infomin');
  writeFileSync(at, 'import { few } from "./shared/data.infomin"\nbatch b ~ few.train\n');
  const bundled = {
    '@infomin/plugin-core': () => import('@infomin/plugin-core'),
  };
  const { plan, diagnostics } = await compile(at, nodeHost({ bundled }));
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const paths = plan!.plugins.map(({ name, path }) => [name, path]);
  expect(paths).toEqual([
    ['@infomin/plugin-core', undefined],
    ['few', join(folder, 'shared', 'few.js')],
  ]);
});

it('says why a plugin cannot be used', async () => {
  install('throws', '1.0.0', './plugin.js', 'throw new Error("out of order")');
  install('wrong', '1.0.0', './plugin.js', 'export default 3');
  install('nameless', '1.0.0', './plugin.js', source('other', '1'));
  const { failures } = await loadPlugins(['throws', 'wrong', 'nameless', 'absent'], nodeHost(), file);
  expect(failures.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
    'throws: out of order',
    'wrong: its default export is not what `definePlugin` gives',
    'nameless: it calls itself `other`',
    'absent: it is not installed',
  ]);
});

it('reads files and variables, and takes import paths from the folder of the file', () => {
  const host = nodeHost({ env: { DATA: 'here' } });
  expect(host.env('DATA')).toBe('here');
  expect(host.env('OTHER')).toBeUndefined();
  expect(host.readFile(join(folder, 'none'))).toBeUndefined();
  expect(host.resolve(join('a', 'b.infomin'), './c.infomin')).toBe(join('a', 'c.infomin'));
});
