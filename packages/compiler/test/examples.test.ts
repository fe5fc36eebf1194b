/** Whole programs that users are shown: the examples, the manual's, the playground's. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, memoryHost, paramTypeNames, reservedNames } from '@infomin/compiler';
import { format, keywords } from '@infomin/grammar';
import { expect, it } from 'vitest';
import { plugins } from './plugins.js';

const root = join(import.meta.dirname, '../../..');
const read = (folder: string) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.infomin'))
    .map((name) => [join(folder, name), readFileSync(join(root, folder, name), 'utf8')]);
const files: Record<string, string> = Object.fromEntries(
  [
    'examples',
    'examples/reverse-u',
    'examples/view-learning',
    'examples/view-learning/small',
    'packages/playground/src/samples',
  ].flatMap(read),
);
for (const page of ['README.md', 'docs/language.md']) {
  const blocks = readFileSync(join(root, page), 'utf8').matchAll(/```infomin\n(.*?)```/gs);
  for (const [, text] of blocks) files[`${page}.infomin`] = text!;
}
const host = memoryHost({
  files,
  env: { CIFAR10_ROOT: 'cifar', STL10_ROOT: 'stl', PHOTOS_ROOT: 'photos' },
  plugins,
});
const libraries = ['view-learning/shared', 'reverse-u/recipe'].map((name) =>
  join('examples', `${name}.infomin`),
);

it.each(Object.keys(files).filter((name) => !libraries.includes(name)))(
  '%s compiles without a word',
  async (name) => {
    const { diagnostics, plan } = await compile(name, host);
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
    expect(plan!.trials.length).toBeGreaterThan(0);
  },
);

it.each(Object.keys(files).filter((name) => name.startsWith('examples')))(
  '%s is laid out as the formatter does',
  (name) => {
    expect(format(files[name]!).text).toBe(files[name]);
  },
);

it('the manual names the words that no declaration may take, and the types of parameters', () => {
  const manual = readFileSync(join(root, 'docs/language.md'), 'utf8');
  const names = manual.slice(manual.indexOf('\n## Names'));
  for (const word of [...keywords, ...reservedNames]) expect(names).toContain(`\`${word}\``);
  const parameters = manual.slice(manual.indexOf('\n## Parameters'), manual.indexOf('\n## Two sides'));
  for (const type of paramTypeNames) expect(parameters).toContain(`\`${type}\``);
});
