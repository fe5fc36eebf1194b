import { readFileSync } from 'node:fs';
import { definePlugin, train, view } from '@infomin/plugin';
import core from '@infomin/plugin-core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { loadInstalled } from '../installed.js';
import { checkExample } from './example.js';
import { surroundings } from './surroundings.js';

const installed = await loadInstalled();
const examples = installed.flatMap((plugin) =>
  plugin.constructors
    .filter(({ example }) => example !== undefined)
    .map((declared) => ({ name: declared.name, plugin, declared })),
);

it.each(examples)('the example of $name has no errors', async ({ plugin, declared }) => {
  expect((await checkExample(plugin, declared, installed)).diagnostics).toEqual([]);
});

it('the example of train has no errors', async () => {
  expect((await checkExample(core, train, installed)).diagnostics).toEqual([]);
});

function exampleOf(example: string) {
  const declared = view({
    name: 'Same',
    doc: 'Leaves an image as it is.',
    parameters: z.object({ times: z.int().min(1) }),
    example,
    random: false,
    infer: (_args, input) => input,
    implementation: async () => ({ default: {} }),
  });
  const plugin = definePlugin({ name: 'same', version: '1.0.0', doc: '', constructors: [declared] });
  return checkExample(plugin, declared, [core, plugin]);
}

it('finds the error of an example at its place', async () => {
  const { diagnostics } = await exampleOf('view w = b.image |> Same(0)');
  expect(diagnostics).toMatchObject([{ severity: 'error', start: { line: 1, column: 26 } }]);
});

it('takes a whole file, and one that declares what it could have taken for granted', async () => {
  expect((await exampleOf('use "same"\nview w = b.image |> Same(1)')).diagnostics).toEqual([]);
  const { diagnostics } = await exampleOf('batch b ~ examples.test\nview v = b.image |> Same(2)');
  expect(diagnostics).toEqual([]);
});

it('takes nothing for granted that the guide does not name', () => {
  const guide = readFileSync(new URL('../../../../docs/writing-a-plugin.md', import.meta.url), 'utf8');
  const paragraph = guide.split('\n\n').find((text) => text.includes('take for granted'));
  for (const name of Object.keys(surroundings)) expect(paragraph, name).toContain(`\`${name}\``);
});
