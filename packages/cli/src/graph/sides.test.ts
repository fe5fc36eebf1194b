import { compile, memoryHost } from '@infomin/compiler';
import core from '@infomin/plugin-core';
import datasets from '@infomin/plugin-datasets';
import vision from '@infomin/plugin-vision';
import { expect, it } from 'vitest';
import { examplePlugin } from '../pages/surroundings.js';
import { drawPlan } from './drawing.js';

async function compiled(text: string) {
  const plugins = [core, datasets, vision, examplePlugin];
  const uses = plugins.slice(1).map(({ name }) => `use "${name}"\n`);
  const host = memoryHost({
    files: { 'a.infomin': `${uses.join('')}dataset examples = ExampleData()\n${text}` },
    plugins: Object.fromEntries(plugins.map((plugin) => [plugin.name, { default: plugin }])),
  });
  const result = await compile('a.infomin', host);
  expect(result.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return result;
}

it('tells at each model what happens to it there: descended, ascended, frozen', async () => {
  const text = `
batch b ~ examples.train
view v = b.image
generator g = ExampleModel(dim: 8)
encoder f = ExampleModel(dim: 4)
encoder h = ExampleModel(dim: 4)
objective o = min g max f: I_NCE(f(g(v)); f(v)) + I_NCE(f(v); f(v)) + I_NCE(f(v); f(v))
objective p = max h: I_NCE(h(g(v)); h(v))
train o { steps: 1, batch: 4, optimizer: Adam(lr: 1) }
train p { steps: 1, batch: 4, optimizer: Adam(lr: 1) }`;
  const { boxes, arrows } = drawPlan((await compiled(text)).plan!);
  const sides = boxes.filter(({ kind }) => kind === 'model').map(({ lines, side }) => `${lines[0]} ${side}`);
  expect([...new Set(sides)].sort()).toEqual([
    'encoder f max',
    'encoder h max',
    'generator g frozen',
    'generator g min',
  ]);
  const sums = boxes.filter(({ kind }) => kind === 'sum');
  expect(sums).toHaveLength(1);
  expect(arrows.filter(({ to }) => to === sums[0]!.id)).toHaveLength(3);
});
