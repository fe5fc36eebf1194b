import { type TermSignature, vector } from '@infomin/plugin';
import { pluginTester, rows } from '@infomin/testing';
import { describe, expect, it } from 'vitest';
import { normalTensor, tf } from '../../test/setup.js';
import reference from '../../test/terms.json' with { type: 'json' };
import core from '../index.js';

/** A term with its arguments on tensors, its state as given. */
async function estimate(
  name: string,
  given: object,
  operands: tf.Tensor[],
  stored: Readonly<Record<string, number>> = { logMean: 0, seen: 0 },
) {
  const signature = core.constructors.find((each) => each.name === name) as unknown as TermSignature;
  const { default: implementation } = await signature.implementation();
  const args = signature.parameters.parse(given) as never;
  const state = Object.fromEntries(Object.entries(stored).map(([key, value]) => [key, tf.scalar(value)]));
  const next: Record<string, number> = {};
  const context = {
    random: undefined as never,
    state,
    next: (key: string, value: tf.Tensor) => {
      next[key] ??= value.dataSync()[0]!;
    },
  };
  const run = (tensors: readonly tf.Tensor[]) => implementation.estimate(tensors, args, context);
  const { value, loss } = run(operands);
  const slopes = tf.grads((...tensors) => run(tensors).value)(operands);
  return { value: value.dataSync()[0]!, loss: loss.dataSync()[0]!, slopes, next };
}

describe.each(reference.information)('$name($args)', ({ name, args, operands, state, ...expected }) => {
  const tensors = operands.map((values) => tf.tensor2d(values));

  it('has the value, the loss and the slopes of test/terms.py', async () => {
    const { value, loss, slopes } = await estimate(name, args, tensors, state);
    expect(value).toBeCloseTo(expected.value, 4);
    expect(loss).toBeCloseTo(expected.loss, 4);
    for (const [i, slope] of slopes.entries()) {
      const largest = Math.max(...expected.slopes[i]!.map(Math.abs));
      const off = slope.dataSync().map((x, j) => Math.abs(x - expected.slopes[i]![j]!) / largest);
      expect(Math.max(...off)).toBeLessThan(1e-5);
    }
  });
});

it.each(['I_NWJ', 'I_JS', 'I_DV', 'I_SMILE'])(
  '%s finds nothing where all embeddings are alike',
  async (name) => {
    const { value } = await estimate(name, { temperature: 1 }, [tf.ones([9, 3]), tf.ones([9, 3])]);
    // I_NWJ's critic is best at 1, I_JS's and I_SMILE's at 0, of which cosines are 1.
    expect(value).toBeCloseTo(name === 'I_JS' ? 2 - Math.E : 0, 5);
  },
);

it.each([
  ['I_NCE', { temperature: 0.5 }],
  ['I_NCE', { temperature: 0.5, symmetric: true }],
  ['I_NWJ', { temperature: 0.5 }],
  ['I_JS', { temperature: 0.5 }],
  ['I_DV', { temperature: 0.5, momentum: 0 }],
  ['I_SMILE', { temperature: 0.5, clip: 1 }],
])('%s (%o) says the same of scores that another critic gives', async (name, given) => {
  const [a, b] = [normalTensor([8, 4], 1), normalTensor([8, 4], 2)] as tf.Tensor2D[];
  const signature = core.constructors.find((each) => each.name === name) as unknown as TermSignature;
  const { default: implementation } = await signature.implementation();
  const unit = (x: tf.Tensor2D) => tf.div(x, tf.norm(x, 2, 1, true));
  const scores = tf.div(tf.matMul(unit(a!), unit(b!) as tf.Tensor2D, false, true), 0.5);
  const { value, loss } = implementation.ofScores!(scores, signature.parameters.parse(given) as never);
  const own = await estimate(name, given, [a!, b!]);
  expect(value.dataSync()[0]).toBeCloseTo(own.value, 5);
  expect(loss.dataSync()[0]).toBeCloseTo(own.loss, 5);
});

it.each(['I_DV', 'I_SMILE'])('%s survives scores of hundreds, pairs and others', async (name) => {
  const [a, b] = [tf.mul(normalTensor([8, 4], 1), 40), tf.mul(normalTensor([8, 4], 2), 40)];
  const { value, slopes } = await estimate(name, {}, [a, b]);
  expect(Number.isFinite(value)).toBe(true);
  for (const slope of slopes) expect(slope.dataSync().every(Number.isFinite)).toBe(true);
});

describe('I_DV', () => {
  const operands = [normalTensor([8, 4], 1), normalTensor([8, 4], 2)];

  it('begins its running mean with the first batch, and moves it by 1 − momentum', async () => {
    const first = await estimate('I_DV', {}, operands);
    const batch = first.next.logMean!;
    expect(first.next.seen).toBe(1);
    const second = await estimate('I_DV', { momentum: 0.75 }, operands, { logMean: 2, seen: 1 });
    const moved = Math.log(0.75 * Math.exp(2) + 0.25 * Math.exp(batch));
    expect(second.next.logMean).toBeCloseTo(moved, 5);
  });
});

it('CLUB is above the information of normal variables, by what the conditional distribution says', async () => {
  // b = r a + √(1 − r²) n, and q is the true conditional distribution: the bound is r² / (1 − r²), I is −½ log(1 − r²).
  const [n, r] = [20_000, 0.6];
  const a = normalTensor([n, 1], 5);
  const b = tf.add(tf.mul(a, r), tf.mul(normalTensor([n, 1], 6), Math.sqrt(1 - r * r)));
  const prediction = tf.concat([tf.mul(a, r), tf.fill([n, 1], Math.log(1 - r * r))], 1);
  const { value } = await estimate('CLUB', {}, [prediction, b]);
  expect(Math.abs(value - (r * r) / (1 - r * r))).toBeLessThan(0.02);
  expect(value).toBeGreaterThan(-Math.log(1 - r * r) / 2);
});

it.each([40, -40])('GaussianNLL cuts a log variance of %i to 10, either side', async (logVariance) => {
  const cut = 10 * Math.sign(logVariance);
  const { loss } = await estimate('GaussianNLL', {}, [tf.tensor2d([[0, logVariance]]), tf.tensor2d([[1]])]);
  // A target one from its mean.
  expect(loss / ((cut + Math.exp(-cut) + Math.log(2 * Math.PI)) / 2)).toBeCloseTo(1, 5);
});

it('what predicts says means and log variances', async () => {
  const tester = pluginTester(core);
  await tester.expectDiagnostics(
    `use "@infomin/testing"
dataset d = InMemory("d")
batch b ~ d.train
objective o = min ⟦IM2001:r⟧: CLUB(⟦IM5001:b.x⟧; b.z)
objective p = min ⟦IM2001:r⟧: GaussianNLL(⟦IM5001:b.x⟧, b.z)
objective q = max ⟦IM2001:r⟧: ⟦IM5001:I_NWJ(b.x; b.w)⟧`,
    { datasets: { d: { train: { x: rows(vector(3), 4), z: rows(vector(3), 4), w: rows(vector(4), 4) } } } },
  );
});
