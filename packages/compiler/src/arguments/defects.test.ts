import { compile, memoryHost } from '@infomin/compiler';
import { definePlugin, memory, sampling } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { plugins } from '../../test/plugins.js';

const parameters = z.object({});
const gone = () => {
  throw new Error('gone');
};
const none = async () => ({ default: {} as never });
const drawn = {
  Promised: Promise.resolve([1]),
  Empty: [],
  Same: [1, 1],
  Words: ['a'],
  Unbound: [1, Number.NaN],
};

const own = definePlugin({
  name: 'own',
  version: '1',
  doc: '',
  constructors: [
    memory({ name: 'Stateless', doc: '', parameters, state: gone, implementation: none }),
    memory({ name: 'Roomless', doc: '', parameters, room: gone, state: () => ({}), implementation: none }),
    ...Object.entries(drawn).map(([name, values]) =>
      sampling({ name, doc: '', parameters, sample: () => values as never }),
    ),
  ],
});

async function told(sweep: string, term: string) {
  const text = `use "own"
use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
dataset mnist = Mnist()
batch b ~ mnist.train
view v1 = b.image |> Noise(0.1)
view v2 = b.image |> Noise(0.1)
encoder f = ConvNet(channels: [4], dim: 8)
param lr = 0.1
${sweep}
objective nce = max f: ${term}
train nce { steps: 1, optimizer: Sgd(lr: lr) }`;
  const host = memoryHost({ files: { 'case.infomin': text }, plugins: { ...plugins, own } });
  const { diagnostics } = await compile('case.infomin', host);
  return [...new Set(diagnostics.map(({ code, message }) => `${code} ${message}`))];
}

it('blames the plugin of a constructor among the arguments of one that comes with infomin', async () => {
  const among = (name: string) => told('', `I_NCE(f(v1); f(v2), negatives: ${name}())`);
  expect(await among('Stateless')).toEqual([
    'IM2107 plugin `own` has a defect: `Stateless` failed in `state`: gone',
  ]);
  expect(await among('Roomless')).toEqual([
    'IM2107 plugin `own` has a defect: `Roomless` failed in `rowwise`: gone',
  ]);
});

it.each(Object.keys(drawn))('blames a sampling whose values are %s', async (name) => {
  expect(await told(`sweep lr in ${name}()`, 'I_NCE(f(v1); f(v2))')).toEqual([
    `IM2107 plugin \`own\` has a defect: \`${name}\` failed in \`sample\`: it gave something else than different numbers`,
  ]);
});
