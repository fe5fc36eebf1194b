import {
  classOf,
  clip,
  dataset,
  definePlugin,
  image,
  model,
  point,
  probe,
  scalar,
  vector,
} from '@infomin/plugin';
import { z } from 'zod';

/**
 * What an example of a constructor may take for granted, by name: data of any size, models that take whatever there
 * is. Only signatures; nothing of it runs.
 */
export const surroundings: Readonly<Record<string, string>> = {
  examples: 'dataset examples = ExampleData()',
  b: 'batch b ~ examples.train',
  l: 'batch l ~ examples.train',
  u: 'batch u ~ examples.unlabeled',
  e: 'batch e ~ examples',
  v: 'view v = b.image',
  v1: 'view v1 = b.image',
  v2: 'view v2 = b.image',
  X: 'view X = u.image',
  f: 'encoder f = ExampleModel(dim: 64)',
  c: 'encoder c = ExampleModel(dim: 10)',
  r: 'encoder r = ExampleModel(dim: 2)',
  nce: 'objective nce = max f: I_NCE(f(v1); f(v2))\ntrain nce { steps: 100, batch: 16, optimizer: Adam(lr: 1e-3) }',
  shared: 'param shared = 1\nsweep shared in [1, 2]',
  distance: 'param distance = 8\nsweep distance in [8, 16]',
  accuracy: 'probe accuracy = ExampleProbe(f(e.image))',
  ofView: 'probe ofView = ExampleInformation(f(e.image))',
  ofLabel: 'probe ofLabel = ExampleInformation(f(e.image))',
  digit: 'probe digit = ExampleProbe(f(e.image))',
  background: 'probe background = ExampleProbe(f(e.image))',
  location: 'probe location = ExampleProbe(f(e.image))',
};

const notRun = () => Promise.reject(new Error('examples are checked, not run'));

/** Declares what {@link surroundings} are made of. */
export const examplePlugin = definePlugin({
  name: '@infomin/examples',
  version: '0.0.0',
  doc: 'What the examples of the reference pages take for granted.',
  constructors: [
    dataset({
      name: 'ExampleData',
      doc: 'Images of 224×224 pixels with all that probes ask for.',
      parameters: z.object({}),
      describe: () => ({
        columns: {
          image: { type: image(224, 224, 3), doc: 'an image' },
          clip: { type: clip(10, 64, 64, 3), doc: 'a clip' },
          label: { type: classOf(10), doc: 'its class', splits: ['train', 'test'] },
          position: { type: point(), doc: 'a place in it', splits: ['train', 'test'] },
          value: { type: scalar, doc: 'a number' },
        },
        splits: {
          train: { doc: 'to train on' },
          test: { doc: 'to score on' },
          unlabeled: { doc: 'without labels' },
        },
      }),
      implementation: notRun,
    }),
    model({
      name: 'ExampleModel',
      doc: 'Makes a vector of anything.',
      parameters: z.object({ dim: z.int() }),
      roles: ['encoder', 'generator', 'head'],
      infer: ({ dim }) => vector(dim),
      state: ({ dim }) => ({ bias: { shape: [dim], init: { kind: 'zeros' } } }),
      implementation: notRun,
    }),
    probe({
      name: 'ExampleProbe',
      doc: 'Measures anything.',
      parameters: z.object({}),
      operands: [{ name: 'features', doc: 'anything' }],
      infer: () => ({ metric: 'error_rate', better: 'lower' }),
      implementation: notRun,
    }),
    probe({
      name: 'ExampleInformation',
      doc: 'Estimates information.',
      parameters: z.object({}),
      operands: [{ name: 'features', doc: 'anything' }],
      infer: () => ({ metric: 'information', unit: 'nats', better: 'higher' }),
      implementation: notRun,
    }),
  ],
});
