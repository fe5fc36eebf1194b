import { classOf, image, point, stateless, type TermImplementation, vector } from '@infomin/plugin';
import { describe, expect, it } from 'vitest';
import { normalTensor, tf } from '../../test/setup.js';
import { alignUniform } from './align-uniform.js';
import { ce } from './ce.js';
import { hcl } from './hcl.js';
import { iNce } from './i-nce.js';
import { logSumExp } from './log-sum-exp.js';
import { mse } from './mse.js';

// No term here draws.
const context = { random: undefined as never, ...stateless };
async function estimate<A>(
  signature: { implementation(): Promise<{ default: TermImplementation<A> }> },
  operands: tf.Tensor[],
  args: NoInfer<A>,
) {
  const { default: implementation } = await signature.implementation();
  const { value, loss } = implementation.estimate(operands, args, context);
  return { value: value.dataSync()[0]!, loss: loss.dataSync()[0]! };
}

/** L_NCE in double precision, as the paper prints it. */
function directLoss(a: number[][], b: number[][], temperature: number): number {
  const dot = (x: number[], y: number[]) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  const cosine = (x: number[], y: number[]) => dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
  const losses = a.map((anchor, i) => {
    const scores = b.map((other) => Math.exp(cosine(anchor, other) / temperature));
    return -Math.log(scores[i]! / scores.reduce((x, y) => x + y, 0));
  });
  return losses.reduce((x, y) => x + y, 0) / losses.length;
}

describe('I_NCE', () => {
  const a = normalTensor([7, 4], 1) as tf.Tensor2D;
  const b = normalTensor([7, 4], 2) as tf.Tensor2D;

  it.each([0.07, 0.1, 1])('is log K − L_NCE at temperature %s', async (temperature) => {
    const direct = directLoss(a.arraySync(), b.arraySync(), temperature);
    const { value, loss } = await estimate(iNce, [a, b], { temperature, symmetric: false });
    expect(loss).toBeCloseTo(direct, 4);
    expect(value).toBeCloseTo(Math.log(7) - direct, 4);
  });

  it('averages both directions when symmetric', async () => {
    const forward = directLoss(a.arraySync(), b.arraySync(), 0.1);
    const backward = directLoss(b.arraySync(), a.arraySync(), 0.1);
    const { loss } = await estimate(iNce, [a, b], { temperature: 0.1, symmetric: true });
    expect(Math.abs(forward - backward)).toBeGreaterThan(0.01);
    expect(loss).toBeCloseTo((forward + backward) / 2, 4);
  });

  it('comes near its ceiling for equal, distinct views, and never passes it', async () => {
    const { default: implementation } = await iNce.implementation();
    const ceiling = implementation.ceiling!({ temperature: 0.1, symmetric: false }, 7);
    expect(ceiling).toBeCloseTo(Math.log(7), 12);
    const eye = tf.eye(7);
    const { value } = await estimate(iNce, [eye, tf.mul(eye, 3)], { temperature: 0.02, symmetric: false });
    expect(value).toBeGreaterThan(ceiling - 1e-4);
    expect(value).toBeLessThanOrEqual(ceiling + 1e-6);
  });

  it.each([0, 2])('is 0 nats when all embeddings are alike (%s)', async (constant) => {
    const alike = tf.fill([16, 3], constant);
    const { value } = await estimate(iNce, [alike, alike], { temperature: 0.1, symmetric: false });
    expect(value).toBeCloseTo(0, 5);
  });

  it('has the gradient of finite differences', async () => {
    const { default: implementation } = await iNce.implementation();
    const value = (x: tf.Tensor) =>
      implementation.estimate([x, b], { temperature: 0.5, symmetric: true }, context).value as tf.Scalar;
    const gradient = tf.grad(value)(a).dataSync();
    const step = 1e-2;
    for (let i = 0; i < 28; i++) {
      const shift = tf.tensor2d(
        Float32Array.from({ length: 28 }, (_, j) => (i === j ? step : 0)),
        [7, 4],
      );
      const slope =
        (value(tf.add(a, shift)).dataSync()[0]! - value(tf.sub(a, shift)).dataSync()[0]!) / (2 * step);
      expect(gradient[i]).toBeCloseTo(slope, 2);
    }
  });

  it('takes two vectors of one size', () => {
    const args = { temperature: 0.1, symmetric: false };
    expect(iNce.accepts(args, [vector(8), vector(8)])).toBe(true);
    expect(iNce.accepts(args, [vector(8), vector(9)])).toMatchObject({
      suggestion: expect.stringContaining('dim'),
    });
    expect(iNce.accepts(args, [image(8, 8, 3), vector(9)])).toMatchObject({
      suggestion: expect.stringContaining('encoder'),
    });
    expect(iNce.accepts(args, [vector(8), classOf(8)])).toMatchObject({
      suggestion: expect.stringContaining('CE'),
    });
  });
});

describe('logSumExp', () => {
  it('survives large entries', () => {
    const x = tf.tensor2d([1000, 1000, -1000, 0], [2, 2]);
    const [high, low] = logSumExp(x).dataSync();
    expect(high).toBeCloseTo(1000 + Math.log(2), 3);
    expect(low).toBeCloseTo(0, 6);
  });

  it('has the softmax as its gradient', () => {
    const x = normalTensor([3, 5], 3) as tf.Tensor2D;
    const weights = tf.tensor1d([1, -2, 3]);
    const gradient = tf.grad((y: tf.Tensor) => tf.sum(tf.mul(logSumExp(y as tf.Tensor2D), weights)))(x);
    const expected = tf.mul(tf.softmax(x), tf.reshape(weights, [3, 1]));
    expect(tf.max(tf.abs(tf.sub(gradient, expected))).dataSync()[0]).toBeLessThan(1e-6);
  });
});

describe('CE', () => {
  it('is the mean of −log softmax at the label, its gradient softmax − one-hot over N', async () => {
    const logits = tf.tensor2d([1, 2, 3, 0, 0, 0], [2, 3]);
    const label = tf.tensor1d([2, 0], 'int32');
    const { value, loss } = await estimate(ce, [logits, label], {});
    const first = -Math.log(Math.exp(3) / (Math.exp(1) + Math.exp(2) + Math.exp(3)));
    expect(loss).toBeCloseTo((first + Math.log(3)) / 2, 5);
    expect(value).toBe(loss);
    const { default: implementation } = await ce.implementation();
    const gradient = tf.grad((x: tf.Tensor) => implementation.estimate([x, label], {}, context).value)(
      logits,
    );
    const expected = tf.div(tf.sub(tf.softmax(logits), tf.oneHot(label, 3)), 2);
    expect(tf.max(tf.abs(tf.sub(gradient, expected))).dataSync()[0]).toBeLessThan(1e-6);
  });

  it('wants one logit a class', () => {
    expect(ce.accepts({}, [vector(10), classOf(10)])).toBe(true);
    expect(ce.accepts({}, [vector(9), classOf(10)])).toMatchObject({
      suggestion: 'Give the classifier `dim: 10`.',
    });
    expect(ce.accepts({}, [vector(4), classOf('?')])).toMatchObject({
      suggestion:
        'Say how many classes there are, as in `view y: Class[4] = b.label`, and give `CE` that view.',
    });
    expect(ce.accepts({}, [vector(2), point(2)])).toHaveProperty('problem');
    expect(ce.accepts({ targetTemperature: 0.04 }, [vector(9), vector(9)])).toBe(true);
    expect(ce.accepts({}, [vector(9), vector(8)])).toHaveProperty('problem');
    expect(ce.accepts({ targetTemperature: 0.04 }, [vector(9), classOf(9)])).toMatchObject({
      parameter: 'targetTemperature',
    });
  });
});

describe('MSE', () => {
  it('averages over rows and coordinates', async () => {
    const prediction = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const target = tf.tensor2d([1, 0, 0, 4], [2, 2]);
    expect((await estimate(mse, [prediction, target], { standardize: false })).loss).toBeCloseTo(
      (4 + 9) / 4,
      6,
    );
  });

  it('is of an image, value by value', async () => {
    const image = tf.tensor4d([1, 0, 0, 4], [1, 2, 2, 1]);
    const { loss } = await estimate(mse, [tf.tensor2d([[1, 2, 3, 4]]), image], { standardize: false });
    expect(loss).toBeCloseTo((4 + 9) / 4, 6);
  });

  it('standardises an entry of whatever spread, and leaves one that is the same in all rows at 0', async () => {
    const rows = Array.from({ length: 50 }, (_, i) => [0.003 * (-1) ** i, 60]);
    const zeros = tf.zeros([50, 2]);
    const { loss } = await estimate(mse, [zeros, tf.tensor2d(rows)], { standardize: true });
    expect(loss).toBeCloseTo(1 / 2, 4);
  });

  it('wants as many entries as the point has coordinates', () => {
    expect(mse.accepts({ standardize: false }, [vector(2), point(2)])).toBe(true);
    expect(mse.accepts({ standardize: false }, [vector(3), point(2)])).toHaveProperty('suggestion');
    expect(mse.accepts({ standardize: false }, [vector(2), classOf(2)])).toHaveProperty('problem');
    expect(mse.accepts({ standardize: false }, [vector(48), image(4, 4, 3)])).toBe(true);
    expect(mse.accepts({ standardize: false }, [vector(16), image(4, 4, 3)])).toMatchObject({
      suggestion: 'Give the model `dim: 48`.',
    });
    expect(mse.accepts({ standardize: false }, [vector(48), image('?', '?', 3)])).toHaveProperty('problem');
  });
});

it('HCL of one row is an error: there is nothing to tell it from', async () => {
  const row = normalTensor([1, 4], 1);
  const args = { temperature: 0.5, prior: 0.1, hardness: 1, decoupled: false };
  await expect(estimate(hcl, [row, row], args)).rejects.toThrow('nothing to tell it from');
});

it('AlignUniform of one row is an error: it has no pair to be spread over', async () => {
  const row = normalTensor([1, 4], 1);
  await expect(estimate(alignUniform, [row, row], { alpha: 2, t: 2, weight: 1 })).rejects.toThrow(
    'uniformity needs pairs',
  );
});
