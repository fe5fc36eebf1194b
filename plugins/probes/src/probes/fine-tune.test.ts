import { classOf, type EngineSignature, Random, vector } from '@infomin/plugin';
import onnxPlugin from '@infomin/plugin-engine-onnx';
import { createCpuEngine } from '@infomin/plugin-engine-tfjs/cpu';
import { pluginTester, rows } from '@infomin/testing';
import { describe, expect, it } from 'vitest';
import { byHand, models, sizes } from '../../test/normed.js';
import { labelledRows } from '../fine-tuning/labelled.js';
import probes from '../index.js';

const silent = { info() {}, debug() {}, warn() {} };
const [onnx] = onnxPlugin.constructors as unknown as [EngineSignature];
const engines = {
  cpu: () => createCpuEngine(),
  onnx: async () => {
    const { default: implementation } = await onnx.implementation();
    const context = { log: silent, artifacts: undefined, cacheFolder: '' };
    return implementation.create(onnx.parameters.parse({}) as never, context);
  },
};
const tester = pluginTester(probes, { with: [models] });

/** Points whose class is the sign pattern of two of their entries, four of them. */
function points(count: number, stream: string) {
  const random = Random.of(1, stream);
  const x = Array.from({ length: count }, () => Array.from({ length: sizes.inputs }, () => random.normal()));
  const y = x.map(([a, b]) => (a! > 0 ? 1 : 0) + (b! > 0 ? 2 : 0));
  return { x, y };
}
const train = points(24, 'train');
const test = points(16, 'test');
const columns = ({ x, y }: ReturnType<typeof points>) => ({
  x: rows(vector(sizes.inputs), x),
  y: rows(classOf(4), y),
});
const datasets = { points: { train: columns(train), test: columns(test) } };

const file = (probe: string, more = '') => `use "@infomin/testing"
use "@infomin/plugin-probes"
use "models"
dataset points = InMemory("points")
batch b ~ points.train
batch e ~ points
encoder f = Normed()
${more}
probe tuned = ${probe}`;
const trained = 'objective o = min f: CE(f(b.x), b.y)\ntrain o { steps: 5 batch: 8 optimizer: Sgd(lr: 0.3) }';

async function measured(source: string, given: { seed?: number; using?: typeof tester } = {}) {
  const { using = tester, ...rest } = given;
  const [trial] = (await using.run(source, { datasets, ...rest })).trials;
  expect(trial!.status, trial!.error?.message).toBe('done');
  return trial!.probes;
}

/** The batches and the layer that a probe draws, by its seed. */
function drawn(seed: number, labels: number, epochs: number, batch: number) {
  const random = Random.of(seed, 'probe/tuned');
  const chosen = labelledRows(Int32Array.from(train.y), labels, random.fork('labels'));
  const batches = Array.from({ length: epochs }, (_, epoch) => {
    const order = random.fork('rows').at(epoch).permutation(chosen.length);
    return Array.from({ length: Math.floor(chosen.length / batch) }, (_, i) => {
      const rows = Array.from(order.slice(i * batch, (i + 1) * batch), (place) => chosen[place]!);
      return { x: rows.map((row) => train.x[row]!), y: rows.map((row) => train.y[row]!) };
    });
  });
  const flat = random.fork('weights').fillNormal(new Float32Array(sizes.units * 4), 0.01);
  const layer = Array.from({ length: sizes.units }, (_, i) => [...flat.slice(4 * i, 4 * i + 4)]);
  return { batches, layer };
}

describe.each(Object.entries(engines))('FineTune on %s', (name, create) => {
  it.each([
    { labels: 1, epochs: 6, batch: 24, lr: 0.05, weightDecay: 0.1, seed: 0 },
    { labels: 1, epochs: 3, batch: 7, lr: 0.02, weightDecay: 0, seed: 2 },
    { labels: 0.5, epochs: 8, batch: 6, lr: 0.05, weightDecay: 0.01, seed: 1 },
  ])('is what fine-tuning written out comes to: %o', async ({ seed, ...args }) => {
    const { epochs, batch, labels, lr, weightDecay } = args;
    const { batches, layer } = drawn(seed, labels, epochs, batch);
    const reference = byHand(batches.flat(), test.x, { layer, lr, weightDecay });
    const engine = await create();
    try {
      const using = pluginTester(probes, { with: [models], engine: () => engine });
      const given = Object.entries(args).map(([key, value]) => `${key}: ${value}`);
      const probe = `FineTune(f(e.x), e.y, ${given.join(', ')}, metric: .accuracy)`;
      const { tuned } = await measured(file(probe), { seed, using });
      const losses = tuned!.details!.losses as number[];
      expect(losses).toHaveLength(epochs);
      const perEpoch = batches[0]!.length;
      losses.forEach((loss, epoch) => {
        const own = reference.losses.slice(epoch * perEpoch, (epoch + 1) * perEpoch);
        expect(
          Math.abs(loss - own.reduce((a, b) => a + b) / perEpoch),
          `${name}, epoch ${epoch}`,
        ).toBeLessThan(1e-5);
      });
      expect(losses.at(-1)).toBeLessThan(losses[0]! - 0.01);
      const right = reference.logits.filter((row, i) => row.indexOf(Math.max(...row)) === test.y[i]).length;
      expect(tuned!.value).toBe(right / test.x.length);
    } finally {
      await engine.dispose();
    }
  });
});

describe('FineTune', () => {
  const probe = 'FineTune(f(e.x), e.y, epochs: 30, batch: 8, lr: 0.05)';

  it('leaves the run its encoder, whose other probes come to what they do without it', async () => {
    const others = `${trained}\nprobe kept = Values(f(e.x))\nprobe line = LinearProbe(f(e.x), e.y)`;
    const after = '\nprobe last = Values(f(e.x))';
    const beside = await measured(file(probe, others) + after);
    const alone = await measured(file('Values(f(e.x))', others) + after);
    for (const name of ['kept', 'line', 'last']) expect(beside[name]).toEqual(alone[name]);
    expect(beside.last!.details).toEqual(beside.kept!.details);
    expect(beside.tuned!.value).toBeLessThan(beside.tuned!.chance);
  });

  it('says what the untrained encoder comes to, and the same again from the same seed', async () => {
    const one = (await measured(file(probe, trained), { seed: 4 })).tuned!;
    expect((await measured(file(probe, trained), { seed: 4 })).tuned).toEqual(one);
    expect(one.untrained).toBe((await measured(file(probe), { seed: 4 })).tuned!.value);
    expect((await measured(file(probe), { seed: 4 })).tuned).not.toHaveProperty('untrained');
    expect(one.details!.losses).not.toEqual(
      (await measured(file(probe, trained), { seed: 5 })).tuned!.details!.losses,
    );
  });

  it('trains what a gradient of the features reaches, no generator, nothing under `stop`', async () => {
    const losses = async (features: string, more: string) =>
      (await measured(file(`FineTune(${features}, e.y, epochs: 3)`, more))).tuned!.details!.losses;
    const both = await losses('concat(f(e.x), k(e.x))', 'encoder k = Normed()');
    const one = await losses('concat(f(e.x), stop(k(e.x)))', 'encoder k = Normed()');
    const generator = await losses('concat(f(e.x), k(e.x))', 'generator k = Normed()');
    expect(generator).toEqual(one);
    expect(both).not.toEqual(one);
  });

  it('lets views draw anew in every epoch where it is told to, and not else', async () => {
    const losses = async (more: string) => {
      const call = `FineTune(f(e.x |> Shaken()), e.y, epochs: 3, batch: 24, lr: 1e-12, ${more})`;
      return (await measured(file(call))).tuned!.details!.losses as number[];
    };
    const [still, drawn] = [await losses('draw: false'), await losses('draw: true')];
    expect(new Set(still.map((loss) => loss.toFixed(6))).size).toBe(1);
    expect(new Set(drawn.map((loss) => loss.toFixed(6))).size).toBe(3);
    expect(await losses('draw: true')).toEqual(drawn);
  });

  it('learns from a share of each class, at least one row each, drawn by the seed', async () => {
    const labels = Int32Array.from({ length: 1000 }, (_, row) => (row % 10 === 0 ? 7 : row % 2));
    const some = labelledRows(labels, 0.05, Random.of(0, 'a'));
    const count = (label: number) => some.filter((row) => labels[row] === label).length;
    expect([count(7), count(0) + count(1)]).toEqual([5, 45]);
    expect([...some]).toEqual([...new Set(some)].sort((a, b) => a - b));
    expect(labelledRows(labels, 0.05, Random.of(0, 'a'))).toEqual(some);
    expect(labelledRows(labels, 0.05, Random.of(1, 'a'))).not.toEqual(some);
    expect([...labelledRows(labels, 1, Random.of(0, 'a'))]).toEqual(Array.from(labels, (_, row) => row));
    expect(labelledRows(labels, 1e-9, Random.of(0, 'a'))).toHaveLength(3);
    const { tuned } = await measured(file('FineTune(f(e.x), e.y, labels: 0.01)'));
    expect(tuned!.details).toMatchObject({ train_rows: 4, test_rows: 16 });
  });

  it.each([
    ['a column', '⟦IM6005:e.x⟧, e.y', ''],
    ['a model without weights', '⟦IM6005:s(e.x)⟧, e.y', 'encoder s = Still()'],
    ['a generator', '⟦IM6005:g(e.x)⟧, e.y', 'generator g = Normed()'],
    ['what no gradient passes', '⟦IM6005:stop(f(e.x))⟧, e.y', ''],
    ['labels that are no classes', 'f(e.x), ⟦IM6005:e.x⟧', ''],
    ['a label in the features’ place', '⟦IM6005:e.y⟧, f(e.x)', ''],
    ['no labels at all', 'f(e.x), e.y, labels: ⟦IM3006:0⟧', ''],
    ['more labels than there are', 'f(e.x), e.y, labels: ⟦IM3006:1.5⟧', ''],
  ])('refuses %s', async (_, call, more) => {
    await tester.expectDiagnostics(file(`FineTune(${call})`, more), { datasets });
  });

  it('tells of a loss that is no number, of features that are none, and of classes it cannot learn', async () => {
    const failed = async (source: string, data: object = datasets) =>
      (await tester.run(source, { datasets: data as typeof datasets })).trials[0]!.error?.message;
    for (const [epochs, what] of [
      [3, /diverged: the loss became (NaN|-?Infinity) at step/],
      [1, /diverged: a logit became/],
    ] as const)
      expect(await failed(file(`FineTune(f(e.x), e.y, lr: 1e30, epochs: ${epochs})`))).toMatch(what);
    const holed = { ...train, x: train.x.map((row, i) => (i === 3 ? [Number.NaN, 0, 0] : row)) };
    const broken = { points: { train: columns(holed), test: columns(test) } };
    expect(await failed(file('FineTune(f(e.x), e.y)'), broken)).toMatch(
      /features hold NaN in the train split/,
    );
    await expect(
      tester.probe('FineTune()', {
        train: [rows(vector(2), 4), rows(classOf(2), 4)],
        test: [rows(vector(2), 4), rows(classOf(2), 4)],
      }),
    ).rejects.toThrow('by `run`');
  });
});
