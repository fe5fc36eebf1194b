/**
 * A folder a case: `case.infomin` (with files it imports and `options.json`) gives `diagnostics.json` and, where it has
 * no errors, `plan.json`. `UPDATE=1 npx vitest run packages/compiler/test/cases.test.ts` writes what is given.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CompileOptions, compile, memoryHost } from '@infomin/compiler';
import { expect, it } from 'vitest';
import { plugins } from './fixtures/plugins.js';

const root = join(import.meta.dirname, 'cases');
const update = process.env.UPDATE === '1';

function read(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function expectFile(path: string, value: unknown): void {
  if (update) {
    if (value === undefined) rmSync(path, { force: true });
    else writeFileSync(path, `${JSON.stringify(value, undefined, 2)}\n`);
  }
  const expected = read(path);
  // As JSON has it: without what is undefined.
  const actual = value === undefined ? undefined : JSON.parse(JSON.stringify(value));
  expect(actual).toEqual(expected === undefined ? undefined : JSON.parse(expected));
}

it.each(readdirSync(root))('%s', async (name) => {
  const folder = join(root, name);
  const sources = readdirSync(folder).filter((file) => file.endsWith('.infomin'));
  const files = Object.fromEntries(sources.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
  const given = JSON.parse(read(join(folder, 'options.json')) ?? '{}') as CompileOptions & {
    env?: Record<string, string>;
  };
  const { env = {}, ...options } = given;
  const { diagnostics, plan } = await compile('case.infomin', memoryHost({ files, env, plugins }), options);
  expectFile(join(folder, 'diagnostics.json'), diagnostics);
  expectFile(join(folder, 'plan.json'), plan);
});
