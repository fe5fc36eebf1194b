import { classOf, image, vector } from '@infomin/plugin';
import core from '@infomin/plugin-core';
import vision from '@infomin/plugin-vision';
import { pluginTester, rows } from '@infomin/testing';
import { describe, it } from 'vitest';
import { createOnnxEngine } from '../src/engine.js';

/** What infomin's own plugins compute is within what the engine compiles, gradients included. */
const engine = createOnnxEngine();

describe('terms agree with the reference, values and gradients', () => {
  const tester = pluginTester(core);
  const [a, b, label] = [rows(vector(5), 8, 'a'), rows(vector(5), 8, 'b'), rows(classOf(3), 8)];

  it.each([
    ['VICReg()', [a, b]],
    ['BarlowTwins()', [a, b]],
    ['Alignment()', [a, b]],
    ['AlignUniform(alpha: 1.5)', [a, b]],
    ['SupCon()', [a, b, label]],
    ['I_NCE(candidates: .both)', [a, b]],
    ['SIGReg(slices: 16)', [a]],
    ['MSE(standardize: true)', [a, b]],
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
    ['ConvNet(channels: [4, 6], dim: 5, pool: .flatten)', image(9, 7, 3)],
    ['Mlp(hidden: 7, dim: 5, norm: .batch, normOut: .batch)', vector(6)],
  ])('%s', async (call, type) => {
    for (const training of [true, false]) {
      // Rows enough that no unit has all but the same value in each: a normalised difference of rounding errors is noise.
      await (await tester.model(call, rows(type, 12), { training })).expectAgreement(engine, {
        tolerance: 1e-3,
      });
    }
  });
});
