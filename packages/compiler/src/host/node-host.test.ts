import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { compile } from '../compile/compile.js';
import { loadPlugins } from '../plugins/load.js';
import { nodeHost } from './node-host.js';
import { type StrangePlugin, TrustFile, trustPath } from './trust-file.js';

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
const trust = { trusts: () => true, how: '' };
const file = join(folder, 'experiments', 'case.infomin');

it('finds a plugin beside the file, by its exports', async () => {
  install('mine', '2.0.0', { '.': { types: './x.d.ts', import: './plugin.js' } }, source('mine', '2.0.0'));
  const { registry } = await loadPlugins(['mine'], nodeHost({ trust }), file);
  expect(registry.plugins.map(({ version }) => version)).toEqual(['2.0.0']);
});

it('takes a plugin that comes with the program and runs nothing of that name beside the file', async () => {
  install('ours', '2.0.0', './plugin.js', 'throw new Error("loaded")');
  const host = nodeHost({ trust, bundled: { ours: async () => ({ default: plugin('ours', '1.0.0') }) } });
  const { registry, failures } = await loadPlugins(['ours'], host, file);
  expect(registry.plugins.map(({ version }) => version)).toEqual(['1.0.0']);
  expect(failures).toEqual([]);
});

it('asks for a plugin of others, and loads none where nobody allows it', async () => {
  const canary = join(folder, 'canary');
  const code = `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(canary)}, '');`;
  install('strange', '1.0.0', './plugin.js', `${code}\n${source('strange', '1.0.0')}`);
  const asked: StrangePlugin[] = [];
  const never = { trusts: (plugin: StrangePlugin) => asked.push(plugin) === 0, how: 'ask' };
  const entry = join(folder, 'node_modules/strange/plugin.js');
  for (const trust of [undefined, never]) {
    const host = nodeHost(trust && { trust });
    for (const name of ['strange', '../node_modules/strange/plugin.js']) {
      expect(await host.importPlugin(name, file)).toMatchObject({ status: 'untrusted', path: entry });
    }
  }
  expect(asked.map(({ name }) => name)).toEqual(['strange', '../node_modules/strange/plugin.js']);
  expect(asked[0]).toMatchObject({ entry, hash: asked[1]!.hash });
  expect(existsSync(canary)).toBe(false);
  const { registry } = await loadPlugins(['strange'], nodeHost({ trust }), file);
  expect(registry.plugins).toHaveLength(1);
  expect(existsSync(canary)).toBe(true);
});

it('lets no plugin of others go under the name of one that comes with the program', async () => {
  writeFileSync(join(folder, 'disguised.js'), `export default ${JSON.stringify(plugin('ours', '9'))}`);
  const host = nodeHost({ trust, bundled: { ours: async () => ({ default: plugin('ours', '1') }) } });
  const { failures } = await loadPlugins(['../disguised.js'], host, file);
  expect(failures[0]?.reason).toBe('it calls itself `ours`, which comes with infomin');
});

it('reads regular files only, at once, and no other kind under the name of an experiment', () => {
  const host = nodeHost();
  const at = (name: string) => join(folder, name);
  writeFileSync(at('secret'), 'password');
  symlinkSync('secret', at('link.infomin'));
  symlinkSync('circle.infomin', at('circle.infomin'));
  symlinkSync('/dev/zero', at('zero.infomin'));
  mkdirSync(at('folder.infomin'));
  execFileSync('mkfifo', [at('pipe.infomin')]);
  const reasons = ['link', 'circle', 'zero', 'folder', 'pipe'].map((name) => {
    expect(host.readFile(at(`${name}.infomin`))).toBeUndefined();
    return host.whyUnreadable!(at(`${name}.infomin`));
  });
  expect(reasons).toEqual([
    'it is a link to another kind of file',
    'its links lead in a circle',
    'it is a link to another kind of file',
    'it is a folder, not a file',
    'it is a pipe or a device, no regular file',
  ]);
  truncateSync(at('secret'), 2 ** 32);
  expect(host.readFile(at('secret'))).toHaveLength(4 * 2 ** 20 + 1);
});

it('remembers a plugin at its place with its text, and survives damage', () => {
  const path = trustPath({ XDG_CONFIG_HOME: folder });
  const known = { name: './a.js', entry: '/a.js', hash: '1' };
  const trusted = new TrustFile(path);
  expect(trusted.has(known)).toBe(false);
  trusted.add(known);
  trusted.add({ ...known, entry: '/b.js' });
  expect(new TrustFile(path).has(known)).toBe(true);
  expect(trusted.has({ ...known, hash: '2' })).toBe(false);
  expect(trusted.has({ ...known, entry: '/c.js' })).toBe(false);
  trusted.add({ ...known, hash: '2' });
  expect(trusted.has(known)).toBe(false);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  writeFileSync(path, '{"plugins":[null,3,{"entry":"/a.js"}]');
  expect(trusted.has({ ...known, hash: '2' })).toBe(false);
  trusted.add(known);
  expect(trusted.has(known)).toBe(true);
});

it('loads a plugin by its path from the file', async () => {
  writeFileSync(join(folder, 'local.js'), `export default ${JSON.stringify(plugin('local', '0'))}`);
  const { registry } = await loadPlugins(['../local.js'], nodeHost({ trust }), file);
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
  const { plan, diagnostics } = await compile(at, nodeHost({ bundled, trust }));
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
  install('unbuilt', '1.0.0', './dist/index.js', '');
  const { failures } = await loadPlugins(
    ['throws', 'wrong', 'nameless', 'absent', 'unbuilt'],
    nodeHost({ trust }),
    file,
  );
  expect(failures.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
    'throws: out of order',
    'wrong: its default export is not what `definePlugin` gives',
    'nameless: it calls itself `other`',
    'absent: it is not installed',
    'unbuilt: its package names a module that is not there; is it built?',
  ]);
});

it('reads files and variables, and takes import paths from the folder of the file', () => {
  const host = nodeHost({ env: { DATA: 'here' } });
  expect(host.env('DATA')).toBe('here');
  expect(host.env('OTHER')).toBeUndefined();
  expect(host.readFile(join(folder, 'none'))).toBeUndefined();
  expect(host.resolve(join('a', 'b.infomin'), './c.infomin')).toBe(join('a', 'c.infomin'));
});
