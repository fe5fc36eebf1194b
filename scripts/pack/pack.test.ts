import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Packed, pack, publicPackages } from './pack.mjs';

/** What is published: every file of it has its reason, manifests lead nowhere else. */
const destination = mkdtempSync(join(tmpdir(), 'infomin-pack-'));
const packages = publicPackages();
let packed: Packed[];

beforeAll(() => {
  packed = pack(destination);
}, 300_000);
afterAll(() => rmSync(destination, { recursive: true }));

/** Besides a manifest, a README, the licence and what is compiled of `src/`. */
const extras: Readonly<Record<string, RegExp>> = {
  '@infomin/grammar': /^syntaxes\/infomin\.tmLanguage\.json$/,
  '@infomin/language-server': /^bin\/infomin-language-server\.js$/,
  '@infomin/plugin-engine-torch': /^python\/(eject\/)?[a-z_]+\.py$/,
  infomin: /^(bin\/(infomin\.js|package\.json)|dist\/(infomin\.cjs|plugin-modules\.js)|templates\/.+)$/,
};

it('makes a tarball of every public package', () => {
  expect(packed.map(({ name }) => name).sort()).toEqual(packages.map(({ manifest }) => manifest.name).sort());
});

it.each(packages.map(({ manifest, folder }) => [manifest.name, folder]))(
  '%s ships what it needs',
  (name, folder) => {
    const { files, path } = packed.find((one) => one.name === name)!;
    const compiled = (file: string) => {
      const [, module] = /^dist\/(.+)(?:\.d\.ts|(?<!\.d)\.js)$/.exec(file) ?? [];
      return (
        module !== undefined && existsSync(join(folder, `src/${module}.ts`)) && !module.endsWith('.test')
      );
    };
    const always = ['package.json', 'README.md', 'LICENSE'];
    const strange = files.filter(
      (file) => !always.includes(file) && !compiled(file) && !extras[name]?.test(file),
    );
    expect(strange).toEqual([]);
    expect(statSync(path).size).toBeLessThan(550_000);

    const listed = execFileSync('tar', ['-tzf', path], { encoding: 'utf8' }).split('\n');
    for (const file of always) expect(listed).toContain(`package/${file}`);
    const text = execFileSync('tar', ['-xzOf', path, 'package/package.json'], { encoding: 'utf8' });
    expect(text).not.toMatch(/workspace:|catalog:|infomin-source|devDependencies/);
    const manifest = JSON.parse(text) as Record<string, Record<string, unknown>>;
    expect(manifest.publishConfig).toEqual({ access: 'public' });
    expect(manifest.license).toBe('MIT');
    for (const target of targetsOf([manifest.exports, manifest.bin ?? {}])) {
      expect(listed).toContain(target.replace('./', 'package/'));
    }
  },
);

/** The files that fields of a manifest lead to. */
function targetsOf(entry: unknown): string[] {
  return typeof entry === 'object' && entry !== null
    ? Object.values(entry).flatMap(targetsOf)
    : [String(entry)];
}

it('names only packages that are published', () => {
  const names = new Set(packages.map(({ manifest }) => manifest.name));
  for (const { folder, manifest } of packages) {
    const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      dependencies?: Record<string, string>;
    };
    const own = Object.keys(dependencies).filter((name) => dependencies[name]!.startsWith('workspace:'));
    expect(
      own.filter((name) => !names.has(name)),
      manifest.name,
    ).toEqual([]);
  }
});
