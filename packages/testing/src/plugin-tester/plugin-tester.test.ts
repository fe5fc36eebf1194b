import { classOf, type HostImage, image, vector } from '@infomin/plugin';
import { createCpuEngine } from '@infomin/plugin-engine-tfjs/cpu';
import { describe, expect, it } from 'vitest';
import plugin from '../../test/plugin.js';
import { rows } from '../rows.js';
import { pluginTester } from './plugin-tester.js';

const tester = pluginTester(plugin);
const images = rows(image(4, 3, 1), 5);
const points = rows(vector(3), 6);
const datasets = { points: { train: { x: points, y: rows(vector(2), 6, 'y') }, test: { x: points } } };

describe('diagnostics', () => {
  const head = `use "@infomin/testing"
use "faulty"
dataset points = InMemory("points")
batch b ~ points.train
sweep seed in 0..2
`;

  it('are expected at their marks, and no others', async () => {
    await tester.expectDiagnostics(`${head}encoder f = Affine(dim: 2)\nview v = f(b.x)`, { datasets });
    await tester.expectDiagnostics(`${head}view v = b.x |> ⟦IM4001:Halve⟧()`, { datasets });
    await tester.expectDiagnostics(`${head}view ⟦IM9002:v⟧ = b.x`, { datasets });
  });

  it.each([
    ['one that is not marked', 'view v = b.x |> Halve()'],
    ['one at another place', 'view v = ⟦IM4001:b.x⟧ |> Halve()'],
    ['one more of a code', 'view ⟦IM9002:v⟧ = b.x\nview w = b.x'],
    ['one of another code', 'view v = b.x |> ⟦IM4002:Halve⟧()'],
    ['one that is not told', 'view v = ⟦IM4001:b.x⟧'],
  ])('fail for %s', async (_, line) => {
    await expect(tester.expectDiagnostics(head + line, { datasets })).rejects.toThrow();
  });
});

describe('views', () => {
  it('run, the same way for the same seed', async () => {
    const halve = await tester.view('Halve(std: 0.5)', images);
    const [first, other] = [await halve.run({ seed: 1 }), await halve.run({ seed: 2 })];
    expect(first.output!.shape).toEqual([5, 2, 3, 1]);
    expect(first.output!.data).not.toEqual(other.output!.data);
    await halve.expectRepeatable();
    await halve.expectGradients();
    await halve.expectAgreement(createCpuEngine());
  });

  it('are as in a probe where they are not trained on', async () => {
    const halve = await tester.view('Halve()', images, { training: false });
    await expect(halve.run()).rejects.toThrow('faulty/Halve gave float32[5,4,3,1]');
    const drawsNothing = await tester.view('Halve(std: 0)', images, { training: false });
    expect((await drawsNothing.run()).output!.shape).toEqual([5, 2, 3, 1]);
  });

  it.each([
    ['shape', 'faulty/Halve gave float32[5,4,3,1]; its signature infers Image[2, 3, 1], float32[5,2,3,1]'],
    ['dtype', 'faulty/Halve gave int32[5,2,3,1]; its signature infers Image[2, 3, 1], float32[5,2,3,1]'],
    ['count', 'faulty/Halve gave 2 results; its signature infers 1'],
  ])('are told to give another %s than was inferred', async (fault, message) => {
    const halve = await tester.view(`Halve(fault: .${fault})`, images);
    await expect(halve.run()).rejects.toThrow(message);
  });

  it('are caught at draws of their own and at wrong gradients', async () => {
    const drawing = await tester.view('Halve(fault: .draws)', images);
    await expect(drawing.expectRepeatable()).rejects.toThrow();
    const wrong = await tester.view('Halve(fault: .gradient)', images);
    await expect(wrong.expectGradients()).rejects.toThrow('faulty/Halve: the gradient of input[');
  });

  it('run on decoded images', async () => {
    const photo = {
      height: 5,
      width: 2,
      channels: 1,
      data: Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    };
    const [[half]] = (await tester.hostView('Halve()', [photo])) as [[HostImage]];
    expect(half).toMatchObject({ height: 2, data: Uint8Array.of(1, 2, 5, 6) });
    await expect(tester.hostView('Halve(fault: .shape)', [photo])).rejects.toThrow('faulty/Halve');
  });

  it('need arguments and inputs that fit', async () => {
    await expect(tester.view('Halve(std: -1)', images)).rejects.toThrow('IM3');
    await expect(tester.view('Halve()', points)).rejects.toThrow('faulty/Halve: expects an image');
    await expect(tester.view('Affine(dim: 2)', points)).rejects.toThrow('faulty/Affine is a model');
  });
});

describe('models', () => {
  it('apply weights and move buffers', async () => {
    const weights = {
      w: { dtype: 'float32', shape: [3, 1], data: Float32Array.of(1, 2, 3) },
      b: { dtype: 'float32', shape: [1], data: Float32Array.of(10) },
    } as const;
    const affine = await tester.model(
      'Affine(dim: 1)',
      rows(vector(3), [
        [1, 1, 1],
        [0, 0, 1],
      ]),
      { weights },
    );
    const { output, 'next.mean': mean } = await affine.run();
    expect([...output!.data]).toEqual([16, 13]);
    expect(mean!.data[0]).toBeCloseTo(0.9 + 1.45, 5);
    await affine.expectGradients();
  });

  it('keep their buffers out of training', async () => {
    const affine = await tester.model('Affine(dim: 2)', points, { training: false });
    expect(Object.keys(await affine.run())).toEqual(['output']);
  });

  it.each([
    ['shape', 'faulty/Affine gave float32[6,4]; its signature infers Vector[2], float32[6,2]'],
    ['buffer', 'faulty/Affine has no buffer w'],
  ])('are told to have a wrong %s', async (fault, message) => {
    const affine = await tester.model(`Affine(dim: 2, fault: .${fault})`, points);
    await expect(affine.run()).rejects.toThrow(message);
  });
});

describe('terms', () => {
  it('give a value and a loss', async () => {
    const product = await tester.term('Product()', [rows(vector(2), [[1, 2]]), rows(vector(2), [[3, 4]])]);
    const { value, loss } = await product.run();
    expect([value!.data[0], loss!.data[0]]).toEqual([5.5, -5.5]);
    await product.expectGradients();
    const nce = await tester.term('I_NCE(temperature: 0.5)', [points, rows(vector(3), 6, 'other')]);
    await nce.expectGradients();
  });

  it('are refused operands and results that do not fit', async () => {
    await expect(tester.term('Product()', [points, rows(vector(2), 6)])).rejects.toThrow('one length');
    const product = await tester.term('Product(fault: .shape)', [points, points]);
    await expect(product.run()).rejects.toThrow('faulty/Product gave float32[6] as its value');
  });
});

it('optimisers step, schedules give factors', async () => {
  const half = { start: [1, -2], gradient: (w: readonly number[]) => w, steps: 2 };
  const path = await tester.optimizer('Sgd(lr: 0.5, momentum: 0)', half);
  expect(path).toEqual([
    [0.5, -1],
    [0.25, -0.5],
  ]);
  const factors = await tester.schedule('Cosine()', { steps: 4 });
  expect(factors).toHaveLength(4);
  expect(factors[0]).toBeCloseTo(1, 6);
});

it('probes measure what was inferred', async () => {
  const data = [
    rows(vector(2), [
      [1, 2],
      [3, 4],
    ]),
  ];
  expect(await tester.probe('Mean()', { train: data, test: data })).toMatchObject({ value: 2.5, chance: 0 });
  const wrong = tester.probe('Mean(fault: .shape)', { train: data, test: data });
  await expect(wrong).rejects.toThrow('faulty/Mean measured median');
});

it('datasets read what they describe', async () => {
  const given = await tester.dataset('InMemory("points")', { datasets });
  expect(given.size('train')).toBe(6);
  expect(await given.read('train', 'x', [1, 1])).toMatchObject({ shape: [2, 3] });
  await given.expectColumns([0, 5]);
  await (await tester.dataset('Negative()')).expectColumns();
  const wrong = await tester.dataset('Negative(fault: .shape)');
  await expect(wrong.expectColumns()).rejects.toThrow('column image of train is [1,2,2] for 1 rows');
  const drawing = await tester.dataset('Negative(fault: .draws)');
  await expect(drawing.expectColumns()).rejects.toThrow('reads otherwise the second time');
});

it('reports are built over trials', async () => {
  const declarations = `param p = 1
dataset points = InMemory("points")
batch e ~ points
probe close = Mean(e.x)
sweep p in [1, 2]`;
  const trials = [1, 2].map((p) => ({
    params: { p },
    probes: { close: { metric: 'mean', value: p / 4, chance: 0, better: 'lower' as const } },
  }));
  const { text } = await tester.report('Table(rows: p, columns: [close])', trials, {
    declarations,
    datasets,
  });
  expect(text).toContain('0.5');
});

describe('files', () => {
  const source = (
    view = '',
    term = 'Product(f(b.x), b.y)',
    encoder = 'Affine(dim: 2)',
  ) => `use "@infomin/testing"
use "faulty"
dataset points = InMemory("points")
batch b ~ points.train
encoder f = ${encoder}
${view}
objective o = min f: ${term}
train o { steps: 2 batch: 6 optimizer: Sgd(lr: 0.1) }
batch e ~ points
probe mean = Mean(f(e.x))
probe told = Values(f(e.x))`;

  it('run on data in memory', async () => {
    const { trials } = await tester.run(source(), { datasets, seed: 3 });
    const { status, seed, probes } = trials[0]!;
    expect([status, seed]).toEqual(['done', 3]);
    expect(probes.told!.value).toBeCloseTo(probes.mean!.value, 6);
    expect(probes.told!.details!.values).toHaveLength(12);
  });

  it.each([
    [
      'view operation',
      source('view h = b.image |> Halve(fault: .shape)', 'Product(h, f(b.x))'),
      'Halve of faulty gave float32 [6, 4, 3, 1], its signature inferred Image[2, 3, 1]: float32 [6, 2, 3, 1]',
    ],
    [
      'model',
      source('', undefined, 'Affine(dim: 2, fault: .shape)'),
      'Affine of faulty gave float32 [6, 4], its signature inferred Vector[2]: float32 [6, 2]',
    ],
    [
      'term',
      source('', 'Product(f(b.x), b.y, fault: .shape)'),
      'Product of faulty gave as its value float32 [6], a term gives a scalar: float32 []',
    ],
    [
      'buffer',
      source('', undefined, 'Affine(dim: 2, fault: .buffer)'),
      'Affine of faulty gave a next value of `w`, which is trained: only the optimiser moves it',
    ],
    [
      'model that follows',
      source('encoder k = Follow(f, fault: .buffer)', 'Product(f(b.x), k(b.x))'),
      'Follow of faulty gave a next value of `other`, which its signature does not declare',
    ],
  ])('blame the plugin where a %s gives something else than was inferred', async (_, text, message) => {
    const images = {
      train: { ...datasets.points.train, image: rows(image(4, 3, 1), 6) },
      test: datasets.points.test,
    };
    const [trial] = (await tester.run(text, { datasets: { points: images } })).trials;
    expect(trial).toMatchObject({ status: 'failed', error: { internal: false } });
    expect(trial!.error!.message).toMatch(/^test\.infomin:\d+:\d+: /);
    expect(trial!.error!.message).toContain(message);
  });

  it('train models that follow others', async () => {
    const followed = source('encoder k = Follow(f)', 'Product(f(b.x), k(b.x))');
    const { trials } = await tester.run(followed, { datasets });
    expect(trials[0]!.status, trials[0]!.error?.message).toBe('done');
  });

  it('name what a model may follow', async () => {
    const head = `use "faulty"\nencoder f = Affine(dim: 2)\nparam p = 1\n`;
    await tester.expectDiagnostics(`${head}encoder k = Follow(⟦IM6107:g⟧)`);
    await tester.expectDiagnostics(`${head}encoder k = Follow(⟦IM6108:p⟧)`);
    await tester.expectDiagnostics(`${head}encoder ⟦IM2008:k⟧ = Follow(k)`);
  });

  it('throw their mistakes', async () => {
    await expect(tester.run('view v = w')).rejects.toThrow('IM2001');
  });
});

it('draws classes', async () => {
  expect(Math.max(...rows(classOf(3), 50).tensor.data)).toBe(2);
  expect(() => rows(vector(2), [[1], [2]])).toThrow('2 numbers are not 2 rows of Vector[2]');
});
