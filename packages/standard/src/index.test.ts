import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { enginePlugins, languagePlugins, loadAll } from './index.js';

const plugins = await loadAll({ ...languagePlugins, ...enginePlugins });
const constructors = plugins.flatMap((plugin) =>
  plugin.constructors.map((signature) => ({
    name: signature.name,
    signature,
    source: fileURLToPath(
      new URL(`../../../plugins/${plugin.name.replace('@infomin/plugin-', '')}/src`, import.meta.url),
    ),
  })),
);

const computing = constructors.flatMap(({ signature, ...rest }) =>
  signature.kind === 'sampling' ? [] : [{ ...rest, signature }],
);

it('loads no tensor library before code is asked for', async () => {
  // tfjs-core keeps its engine under this name from the moment it is loaded.
  expect('_tfengine' in globalThis).toBe(false);
  await computing[0]!.signature.implementation();
  expect('_tfengine' in globalThis).toBe(true);
});

it('gives each constructor a name of its own', () => {
  const names = constructors.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

it.each(constructors)('$name has its documentation and an example that names it', ({ signature }) => {
  expect(signature.doc.length).toBeGreaterThan(40);
  // An engine is chosen on the command line.
  if (signature.kind !== 'engine') expect(signature.example).toContain(`${signature.name}(`);
  for (const [name, parameter] of Object.entries(signature.parameters.shape)) {
    expect(parameter.description, name).toBeTypeOf('string');
  }
});

/** `RandomCrop`, `I_NCE`, `tensorflow-gpu` as their words, in lower case. */
const words = (name: string) =>
  name
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[-_]/);

it.each(computing)(
  '$name stands in files and under a constant of its name, its code beside it',
  async ({ name, signature, source }) => {
    const file = words(name).join('-');
    const constant = words(name)
      .map((word, i) => (i === 0 ? word : word[0]!.toUpperCase() + word.slice(1)))
      .join('');
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' });
    const code = files.filter((path) => basename(path) === `${file}.compute.ts`);
    expect(code, file).toHaveLength(1);
    const { default: own } = (await import(join(source, code[0]!))) as { default: unknown };
    expect((await signature.implementation()).default).toBe(own);
    const beside = join(source, code[0]!.replace('.compute.ts', '.ts'));
    expect(((await import(beside)) as Record<string, unknown>)[constant], constant).toBe(signature);
  },
);
