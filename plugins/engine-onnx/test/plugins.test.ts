import { classOf, image, vector } from '@infomin/plugin';
import core from '@infomin/plugin-core';
import vision from '@infomin/plugin-vision';
import { pluginTester, rows } from '@infomin/testing';
import { describe, expect, it } from 'vitest';
import { createOnnxEngine } from '../src/engine.js';

/** What infomin's own plugins compute is within what the engine compiles, gradients included. */
const engine = createOnnxEngine();

describe('terms agree with the reference, values and gradients', () => {
  const tester = pluginTester(core);
  const [a, b, label] = [rows(vector(5), 8, 'a'), rows(vector(5), 8, 'b'), rows(classOf(3), 8)];
  const both = rows(vector(10), 8, 'both');

  it.each([
    ['VICReg()', [a, b]],
    ['BarlowTwins()', [a, b]],
    ['Alignment()', [a, b]],
    ['AlignUniform(alpha: 1.5)', [a, b]],
    ['SupCon()', [a, b, label]],
    ['HCL()', [a, b]],
    ['HCL(prior: 0, hardness: 0, decoupled: true)', [a, b]],
    ['I_NCE(candidates: .both)', [a, b]],
    ['I_NWJ()', [a, b]],
    ['I_JS(temperature: 0.5)', [a, b]],
    ['I_DV()', [a, b]],
    ['I_SMILE(clip: 0.5)', [a, b]],
    ['CLUB()', [both, b]],
    ['GaussianNLL()', [both, b]],
    ['SIGReg(slices: 16)', [a]],
    ['CE(temperature: 0.1, targetTemperature: 0.04)', [a, b]],
    ['MSE()', [both, rows(image(1, 5, 2), 8)]],
    ['MSE(standardize: true)', [a, b]],
    ['I_NCE(negatives: Queue(5))', [a, b]],
    ['I_NCE(negatives: Bank(rows: 9))', [a, b]],
  ])('%s', async (call, operands) => {
    await (await tester.term(call, operands)).expectAgreement(engine);
  });
});

describe('models agree with the reference, in training and outside', () => {
  const tester = pluginTester(core, { with: [vision] });

  it.each([
    ['ResNet(18, width: 4, stem: .imagenet, dim: 5)', image(17, 14, 3)],
    ['ResNet(18, width: 4, stem: .small)', image(9, 10, 3)],
    ['ResNet(50, width: 2, stem: .small, dim: 5)', image(8, 8, 3)],
    ['ViT(.tiny, patch: 4, dim: 5, blocks: 1)', image(8, 12, 3)],
    ['ConvNet(channels: [4, 6], dim: 5, pool: .flatten)', image(9, 7, 3)],
    ['Mlp(hidden: 7, dim: 5, norm: .batch, normOut: .batch)', vector(6)],
    ['Center()', vector(6)],
  ])('%s', async (call, type) => {
    for (const training of [true, false]) {
      // Rows enough that no unit has all but the same value in each: a normalised difference of rounding errors is noise.
      await (await tester.model(call, rows(type, 12), { training })).expectAgreement(engine, {
        tolerance: 1e-3,
      });
    }
  });
});

describe('views agree with the reference', () => {
  const tester = pluginTester(core, { with: [vision] });

  it.each(['Solarize(p: 0.5)', 'Cutout(3, p: 0.7)', 'RandAugment()', 'RandAugment(magnitude: 23)'])(
    '%s',
    async (call) => {
      await (await tester.view(call, rows(image(7, 6, 3), 8))).expectAgreement(engine);
    },
  );
});

describe('training', () => {
  it('Lars takes the steps of the reference', async () => {
    const descent = {
      start: [1, -2, 0.5, 0.3],
      gradient: (w: readonly number[]) => w.map((x, i) => (i + 1) * x - 0.5),
      steps: 3,
      segments: [
        { offset: 0, size: 3, decay: true },
        { offset: 3, size: 1, decay: false },
      ],
    };
    const call = 'Lars(trust: 0.1, weightDecay: 0.01)';
    const path = await pluginTester(core, { engine: () => engine }).optimizer(call, descent);
    for (const [t, weights] of (await pluginTester(core).optimizer(call, descent)).entries()) {
      for (const [i, w] of weights.entries()) expect(path[t]![i]).toBeCloseTo(w, 5);
    }
  });

  it('a residual network trains with VICReg and Lars to the loss of the reference', async () => {
    const source = `use "@infomin/testing"
use "@infomin/plugin-vision"
dataset photos = InMemory("photos")
batch b ~ photos.train
view v1 = b.image |> RandomCrop(12)
view v2 = b.image |> RandomCrop(12)
encoder f = ResNet(18, width: 2, stem: .small)
head p = Mlp(hidden: 8, dim: 6, norm: .batch, normOut: .batch)
objective o = min f, p: VICReg(p(f(v1)), p(f(v2)))
train o { steps: 3, batch: 16, optimizer: Lars(lr: 0.001) }
`;
    // A tenth of them is held out.
    const split = { image: rows(image(14, 14, 3), 20) };
    const given = { datasets: { photos: { train: split, test: split } }, seed: 1 };
    const losses = [];
    for (const options of [{}, { engine: () => engine }]) {
      const { trials } = await pluginTester(core, { with: [vision], ...options }).run(source, given);
      losses.push(trials[0]!.objectives.o!.loss);
    }
    expect(losses[0]).toBeGreaterThan(0);
    expect(losses[1]! / losses[0]!).toBeCloseTo(1, 3);
  });
});

describe('views agree with the reference, drawing', () => {
  const tester = pluginTester(core, { with: [vision] });

  it.each(['RandomResizedCrop(7)', 'ColorJitter()', 'ColorJitter(brightness: 0, contrast: 0, p: 1)'])(
    '%s',
    async (call) => {
      const view = await tester.view(call, rows(image(9, 11, 3), 12));
      await view.expectAgreement(engine, { tolerance: 1e-3 });
    },
  );
});

it('a game against CLUB trains, and every estimate is told under its own name', async () => {
  const tester = pluginTester(core, { with: [vision], engine: () => engine });
  const x = rows(vector(4), 96, 'x');
  const results = await tester.run(
    `use "@infomin/testing"
use "@infomin/plugin-vision"
dataset d = InMemory("d")
batch b ~ d.train
encoder f = Mlp(hidden: 8, dim: 3)
head q = Mlp(hidden: 8, dim: 6)
head k = Ema(q, momentum: 0)
objective less = min f max q:
  CLUB(k(f(b.x)); f(b.y)) - GaussianNLL(q(stop(f(b.x))), stop(f(b.y))) - I_NWJ(f(b.x); f(b.y)) - I_DV(f(b.x); f(b.y))
train less { steps: 6, batch: 16 }
param p = 1
report "all" = Table(rows: p, columns: [less.mi])`,
    { datasets: { d: { train: { x, y: x }, test: { x, y: x } } } },
  );
  const [trial] = results.trials;
  expect(trial).toMatchObject({ status: 'done' });
  const terms = trial!.objectives.less!.terms!;
  expect(terms.map(({ term, information, ceiling }) => [term, information, ceiling])).toEqual([
    ['CLUB', true, null],
    ['GaussianNLL', false, null],
    ['I_NWJ', true, null],
    ['I_DV', true, null],
  ]);
  for (const { value_heldout } of terms) expect(Number.isFinite(value_heldout)).toBe(true);
  expect(results.reports[0]!.text).toContain('CLUB + I_NWJ + I_DV');
});
