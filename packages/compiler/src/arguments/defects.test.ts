import { compile, memoryHost } from '@infomin/compiler';
import { definePlugin, memory, model, optimizer, probe, sampling, vector, view } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { plugins } from '../../test/plugins.js';
import { pluginOf } from '../plugins/registry.js';

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

const views = {
  Text: 'Vector',
  Later: Promise.resolve(vector(3)),
  Half: vector(2.5),
  Unknown: { kind: 'Tensor', dims: [3] },
  Flat: { kind: 'Image', dims: [3] },
  None: [],
};
const models = { Broken: { w: { shape: [2.5], init: { kind: 'zeros' } } }, Unstarted: { w: { shape: [2] } } };

const own = definePlugin({
  name: 'own',
  version: '1',
  doc: '',
  constructors: [
    memory({ name: 'Stateless', doc: '', parameters, state: gone, implementation: none }),
    memory({ name: 'Roomless', doc: '', parameters, room: gone, state: () => ({}), implementation: none }),
    probe({
      name: 'Upwards',
      doc: '',
      parameters,
      operands: [{ name: 'features', doc: '' }],
      infer: () => ({ metric: 'mean', better: 'up' as never }),
      implementation: none,
    }),
    ...Object.entries(views).map(([name, type]) =>
      view({ name, doc: '', parameters, random: false, infer: () => type as never, implementation: none }),
    ),
    ...Object.entries(models).map(([name, state]) =>
      model({
        name,
        doc: '',
        parameters,
        roles: ['encoder'],
        infer: () => vector(8),
        state: () => state as never,
        implementation: none,
      }),
    ),
    ...Object.entries(drawn).map(([name, values]) =>
      sampling({ name, doc: '', parameters, sample: () => values as never }),
    ),
  ],
});

async function told(
  sweep: string,
  term: string,
  { operation = 'Noise(0.1)', encoder = 'ConvNet(channels: [4], dim: 8)', more = '' } = {},
) {
  const text = `use "own"
use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
dataset mnist = Mnist()
batch b ~ mnist.train
view v1 = b.image |> ${operation}
view v2 = b.image |> Noise(0.1)
encoder f = ${encoder}
param lr = 0.1
${sweep}
objective nce = max f: ${term}
train nce { steps: 1, optimizer: Sgd(lr: lr) }
${more}`;
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

it.each([
  ['Text', 'failed in `infer`: it gave "Vector", which is no type'],
  ['Later', 'answered a promise when asked to `infer`'],
  ['Half', 'failed in `infer`: it gave {"kind":"Vector","dims":[2.5]}, which is no type'],
  ['Unknown', 'failed in `infer`: it gave {"kind":"Tensor","dims":[3]}, which is no type'],
  ['Flat', 'failed in `infer`: it gave {"kind":"Image","dims":[3]}, which is no type'],
  ['None', 'failed in `infer`: it gave [], which is no type'],
])('blames a view that infers %s', async (name, reason) => {
  expect(await told('', 'I_NCE(f(v1); f(v2))', { operation: `${name}()` })).toEqual([
    `IM2107 plugin \`own\` has a defect: \`${name}\` ${reason}`,
  ]);
});

it.each([
  ['Broken', 'the shape of `w` is [2.5]'],
  ['Unstarted', '`w` starts as undefined'],
])('blames a model whose state is %s', async (name, reason) => {
  expect(await told('', 'I_NCE(f(v1); f(v2))', { encoder: `${name}()` })).toEqual([
    `IM2107 plugin \`own\` has a defect: \`${name}\` failed in \`state\`: ${reason}`,
  ]);
});

it('blames a probe that infers no metric', async () => {
  const more = 'batch e ~ mnist\nprobe score = Upwards(f(e.image))';
  expect(await told('', 'I_NCE(f(v1); f(v2))', { more })).toEqual([
    'IM2107 plugin `own` has a defect: `Upwards` failed in `infer`: it gave {"metric":"mean","better":"up"}, which is no metric',
  ]);
});

it.each(['V W', 'own/V', '1st', ''])('takes no plugin with a constructor that is named "%s"', (name) => {
  const nameless = { ...own, constructors: [{ ...own.constructors[0]!, name }] };
  expect(pluginOf(nameless, 'own')).toEqual({ reason: `a file cannot write the name \`${name}\`` });
  const { doc: _, ...mute } = own.constructors[0]!;
  expect(pluginOf({ ...own, constructors: [mute] }, 'own')).toEqual({
    reason: '`Stateless` has no text `doc`',
  });
});

it('takes no optimizer without a learning rate', () => {
  const rateless = optimizer({ name: 'Rateless', doc: '', parameters, implementation: none });
  expect(pluginOf({ ...own, constructors: [rateless] }, 'own')).toEqual({
    reason: '`Rateless` has no parameter `lr`, the learning rate',
  });
});
