/** What JavaScript's objects have are names like others, to the last number of a run. */
import { classOf, vector } from '@infomin/plugin';
import { pluginTester, rows } from '@infomin/testing';
import { expect, it } from 'vitest';
import faulty from './plugin.js';

const tester = pluginTester(faulty);
const split = {
  x: rows(vector(3), 6),
  y: rows(vector(2), 6, 'y'),
  label: rows(classOf('?'), [0, 1, 2, 0, 1, 2]),
};
const datasets = { points: { train: split, test: split } };

it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('takes `%s` for a name', async (name) => {
  const other = (n: number) => `other${n}`;
  const forms: ((name: string) => string)[] = [
    (n) => program({ model: n }),
    (n) => program({ objective: n }),
    (n) => program({ probe: n }),
    (n) => program({ batch: n }),
    (n) => program({ dataset: n }),
    (n) => program({ param: n }),
    (n) => program({ view: n }),
  ];
  const numbers = (text: string) =>
    tester.run(text, { datasets }).then(({ trials: [trial] }) => {
      expect(trial!.status, `${trial!.error?.message}\n${text}`).toBe('done');
      const { objectives, probes } = trial!;
      const loss = Object.values(objectives).map(({ loss }) => loss);
      return [...loss, ...Object.values(probes).map(({ value }) => value), Object.values(trial!.params)];
    });
  for (const form of forms) {
    const given = await numbers(form(name));
    expect(given, form(name)).toHaveLength(3);
    expect(await numbers(form(other(1))), form(name)).toHaveLength(3);
    expect(given.at(-1)).toEqual([0.1]);
  }
});

interface Names {
  readonly model?: string;
  readonly objective?: string;
  readonly probe?: string;
  readonly batch?: string;
  readonly dataset?: string;
  readonly param?: string;
  readonly view?: string;
}

function program({
  model = 'f',
  objective = 'o',
  probe = 'mean',
  batch = 'b',
  dataset = 'points',
  param = 'rate',
  view = 'v',
}: Names): string {
  return `use "@infomin/testing"
use "faulty"
param ${param} = 0.1
dataset ${dataset} = InMemory("points")
batch ${batch} ~ ${dataset}.train
batch e ~ ${dataset}
view ${view} = ${batch}.x
encoder ${model} = Affine(dim: 2)
encoder second = Affine(dim: 2)
objective ${objective} = min ${model}, second: Product(${model}(${view}), ${batch}.y) + Product(second(${view}), ${batch}.y)
train ${objective} { steps: 2, batch: { ${batch}: 6 }, optimizer: Sgd(lr: ${param}), clip: { second: 1 } }
probe ${probe} = Mean(${model}(e.x))`;
}

it('tells of rows of a class that a view does not declare', async () => {
  const text = (classes: number) => `use "@infomin/testing"
use "faulty"
dataset points = InMemory("points")
batch b ~ points.train
view y: Class[${classes}] = b.label
encoder f = Affine(dim: ${classes})
objective o = min f: CE(f(b.x), y)
train o { steps: 2, batch: 6 }`;
  const [fine] = (await tester.run(text(3), { datasets })).trials;
  expect(fine!.status, fine!.error?.message).toBe('done');
  const [wrong] = (await tester.run(text(2), { datasets })).trials;
  expect(wrong).toMatchObject({ status: 'failed', error: { internal: false } });
  expect(wrong!.error!.message).toContain('label is 2, its classes are 0 to 1');
});
