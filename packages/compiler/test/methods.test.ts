/** The methods under `examples/methods`, at full size and as `--set small=true` makes them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, memoryHost } from '@infomin/compiler';
import { format } from '@infomin/grammar';
import { expect, it } from 'vitest';
import { plugins } from './plugins.js';

const folder = join(import.meta.dirname, '../../../examples/methods');
const files = Object.fromEntries(
  readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
);
const host = memoryHost({ files, env: { CIFAR10_ROOT: 'cifar' }, plugins });
const methods = Object.keys(files).filter((name) => name !== 'recipes.infomin');

it.each(Object.keys(files))('%s is short, and laid out as the formatter does', (name) => {
  expect(files[name]!.trimEnd().split('\n').length).toBeLessThanOrEqual(60);
  expect(format(files[name]!).text).toBe(files[name]);
});

it.each(methods)('%s compiles without a word, at full size and small', async (name) => {
  for (const small of ['false', 'true']) {
    const { diagnostics, plan } = await compile(name, host, { set: { small } });
    expect(diagnostics).toEqual([]);
    expect(plan!.trials[0]!.stages).toHaveLength(2);
  }
});
