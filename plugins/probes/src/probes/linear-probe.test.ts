import { type HostTensor, Random } from '@infomin/plugin';
import { describe, expect, it } from 'vitest';
import { blobs, context, errorRate, floats, labels, split } from '../../test/context.js';
import { LogisticLoss } from '../fit/logistic.js';
import linear from './linear-probe.compute.js';
import { linearProbe } from './linear-probe.js';

const args = (values: Record<string, unknown> = {}) => linearProbe.parameters.parse(values);

/** The regularised loss and its gradient, straight from the definition in float64: weights [C, D + 1]. */
function reference(x: readonly number[], y: readonly number[], classes: number, w: Float64Array, l2: number) {
  const rows = y.length;
  const columns = x.length / rows;
  const gradient = new Float64Array(w.length);
  let value = 0;
  y.forEach((label, i) => {
    const row = [...x.slice(i * columns, (i + 1) * columns), 1];
    const logits = Array.from({ length: classes }, (_, c) =>
      row.reduce((sum, v, j) => sum + v * w[c * (columns + 1) + j]!, 0),
    );
    const total = logits.reduce((sum, z) => sum + Math.exp(z), 0);
    value += (Math.log(total) - logits[label]!) / rows;
    logits.forEach((z, c) => {
      const r = (Math.exp(z) / total - (c === label ? 1 : 0)) / rows;
      row.forEach((v, j) => {
        gradient[c * (columns + 1) + j]! += r * v;
      });
    });
  });
  w.forEach((wi, i) => {
    if (i % (columns + 1) === columns) return;
    value += (l2 / (2 * rows)) * wi ** 2;
    gradient[i]! += (l2 / rows) * wi;
  });
  return { value, gradient };
}

function withBias(x: readonly number[], rows: number, height: number): Float32Array {
  const columns = x.length / rows;
  const out = new Float32Array(height * (columns + 1));
  for (let i = 0; i < rows; i++) out.set([...x.slice(i * columns, (i + 1) * columns), 1], i * (columns + 1));
  return out;
}

describe('the loss', () => {
  it.each([
    { rows: 37, columns: 3, classes: 4 },
    { rows: 4099, columns: 2, classes: 3 },
  ])('agrees with its definition in float64: $rows rows', async ({ rows, columns, classes }) => {
    const { x, y, labels, features } = blobs(rows, columns, classes, 1, 'loss');
    const { engine } = await context(split(features, labels), split(features, labels), errorRate);
    const height = LogisticLoss.height(rows);
    const loss = await LogisticLoss.on(
      engine,
      withBias(x, rows, height),
      labels.data as Int32Array,
      classes,
      0.7,
    );
    const random = Random.of(3, 'weights');
    const weights = Float64Array.from({ length: loss.size }, () => Math.fround(random.normal()));
    const got = await loss.at(weights);
    const want = reference(x, y, classes, weights, 0.7);
    expect(got.value).toBeCloseTo(want.value, 5);
    got.gradient.forEach((g, i) => {
      expect(g).toBeCloseTo(want.gradient[i]!, 5);
    });
  });
});

describe('LinearProbe', () => {
  it('reaches the closed form of one binary feature', async () => {
    // Without penalty the fitted probabilities are the observed ones: 3/4 of class 0 at x = 0, 2/3 of class 1 at x = 1.
    const x = [0, 0, 0, 0, 1, 1, 1];
    const y = [0, 0, 0, 1, 1, 1, 0];
    const data = split(floats([7, 1], x), labels(y));
    const result = await linear.measure(
      await context(data, data, errorRate),
      args({ l2: 0, tolerance: 1e-6 }),
    );
    const entropy = -(3 * Math.log(3 / 4) + Math.log(1 / 4) + 2 * Math.log(2 / 3) + Math.log(1 / 3)) / 7;
    expect(result.details).toMatchObject({ converged: true });
    expect(result.details!.loss).toBeCloseTo(entropy, 5);
    expect(result.value).toBeCloseTo(2 / 7, 10);
    expect(result.chance).toBeCloseTo(3 / 7, 10);
  });

  it('finds a loss that plain gradient descent in float64 does not get below', async () => {
    const { x, y, features, labels } = blobs(60, 3, 3, 1.5, 'descent');
    const data = split(features, labels);
    const result = await linear.measure(
      await context(data, data, errorRate),
      args({ standardize: false, tolerance: 1e-5 }),
    );
    let weights = new Float64Array(3 * 4);
    for (let i = 0; i < 2_500; i++) {
      const { gradient } = reference(x, y, 3, weights, 1);
      weights = weights.map((w, j) => w - 0.5 * gradient[j]!);
    }
    const want = reference(x, y, 3, weights, 1);
    expect(Math.max(...want.gradient.map(Math.abs))).toBeLessThan(1e-7);
    expect(result.details!.loss).toBeCloseTo(want.value, 6);
  });

  it('separates what is separable and generalises', async () => {
    const train = blobs(600, 8, 5, 0.1, 'train');
    const test = blobs(200, 8, 5, 0.1, 'test');
    const result = await linear.measure(
      await context(split(train.features, train.labels), split(test.features, test.labels), errorRate),
      args(),
    );
    expect(result.value).toBe(0);
    expect(result.details).toMatchObject({ train_error: 0, converged: true });
    const counts = [0, 1, 2, 3, 4].map((c) => train.y.filter((label) => label === c).length);
    const frequent = counts.indexOf(Math.max(...counts));
    expect(result.chance).toBeCloseTo(test.y.filter((label) => label !== frequent).length / 200, 10);
  });

  it('does not depend on the scale or the offset of features', async () => {
    const at = async (scale: number, offset: number) => {
      const move = ({ shape, data }: HostTensor) =>
        floats(
          [...shape],
          Array.from(data, (v) => v * scale + offset),
        );
      const train = blobs(120, 4, 3, 1, 'train');
      const test = blobs(80, 4, 3, 1, 'test');
      const c = await context(
        split(move(train.features), train.labels),
        split(move(test.features), test.labels),
        errorRate,
      );
      return linear.measure(c, args());
    };
    const plain = await at(1, 0);
    const moved = await at(64, 1000);
    expect(moved.value).toBe(plain.value);
    expect(moved.details!.loss as number).toBeCloseTo(plain.details!.loss as number, 4);
  });

  it('answers the most frequent class where features are constant', async () => {
    const y = [2, 2, 2, 0, 1, 2];
    const data = split(floats([6, 2], new Float32Array(12).fill(0.1)), labels(y));
    const result = await linear.measure(await context(data, data, errorRate), args());
    expect(result.value).toBe(result.chance);
    expect(result.value).toBeCloseTo(1 / 3, 10);
  });

  it('fits without a class that train lacks, and says so, as of one that test lacks', async () => {
    const train = split(floats([4, 1], [-1, -1.1, 1, 1.1]), labels([0, 0, 5, 5]));
    const test = split(floats([4, 1], [-1, 1, 1, -1]), labels([0, 5, 3, 3]));
    const c = await context(train, test, errorRate);
    const result = await linear.measure(c, args());
    expect(result.value).toBe(0.5);
    expect(c.warnings.join()).toBe("class 3 is in the test split only: the probe can't answer it");
    expect(result.details).toMatchObject({ converged: true });
    const fewer = await context(train, split(floats([2, 1], [-1, -1]), labels([0, 0])), errorRate);
    await linear.measure(fewer, args());
    expect(fewer.warnings.join()).toBe('class 5 is in the train split only: no row tests it');
  });

  it('takes a train split with a single class', async () => {
    const train = split(floats([3, 1], [1, 2, 3]), labels([4, 4, 4]));
    const test = split(floats([2, 1], [1, 2]), labels([4, 0]));
    const result = await linear.measure(await context(train, test, errorRate), args());
    expect(result).toMatchObject({ value: 0.5, chance: 0.5 });
  });

  it('refuses features that are not numbers and empty splits', async () => {
    const good = split(floats([2, 2], [1, 2, 3, 4]), labels([0, 1]));
    const bad = split(floats([2, 2], [1, 2, Number.NaN, 4]), labels([0, 1]));
    const empty = split(floats([0, 2], []), labels([]));
    const measure = async (train: typeof good, test: typeof good) =>
      linear.measure(await context(train, test, errorRate), args());
    await expect(measure(bad, good)).rejects.toThrow(
      /features hold NaN in the train split \(row 1, dimension 0\)/,
    );
    await expect(measure(good, bad)).rejects.toThrow(/features hold NaN in the test split/);
    await expect(measure(good, empty)).rejects.toThrow(/test split has no rows/);
  });

  it('stops when the run is interrupted', async () => {
    const { features, labels } = blobs(50, 3, 3, 1, 'train');
    const c = await context(split(features, labels), split(features, labels), errorRate);
    const stopped = { ...c, signal: AbortSignal.abort() };
    await expect(linear.measure(stopped, args())).rejects.toThrow(/abort/i);
  });
});

describe('penalty: .search', () => {
  /** Few rows of many features: a weak penalty fits their noise. */
  const [train, test] = [blobs(120, 60, 3, 6, 'few'), blobs(600, 60, 3, 6, 'many')];
  const dataOf = ({ features, labels }: typeof train) => split(features, labels);
  const measured = async (values: Record<string, unknown>, scored = test) => {
    const given = await context(dataOf(train), dataOf(scored), errorRate);
    return { ...(await linear.measure(given, args(values))), warnings: given.warnings };
  };

  it('takes the penalty with the fewest errors on rows held out of the train split, and says so', async () => {
    const found = await measured({ penalty: 'search' });
    const { l2, held_out_rows, searched } = found.details as {
      l2: number;
      held_out_rows: number;
      searched: { l2: number; error: number }[];
    };
    expect(held_out_rows).toBe(12);
    expect(searched.map((each) => each.l2)).toEqual([1e4, 1e3, 100, 10, 1, 0.1, 0.01, 1e-3]);
    const least = Math.min(...searched.map(({ error }) => error));
    expect(searched.find(({ error }) => error === least)!.l2).toBe(l2);
    // On all rows it is the fit with that penalty.
    expect(found.value).toBe((await measured({ l2 })).value);
    expect(found.value).toBeLessThan((await measured({ l2: 1e-3 })).value);
  });

  it('scores each penalty on rows that it was not fitted on', async () => {
    // More features than rows, and none tells the class: what is fitted is learned by heart.
    const noise = blobs(120, 150, 2, 1000, 'noise');
    const data = dataOf(noise);
    const { details } = await linear.measure(
      await context(data, data, errorRate),
      args({ penalty: 'search', maxIterations: 50 }),
    );
    const searched = details!.searched as { l2: number; error: number }[];
    expect(searched.at(-1)!.error).toBeGreaterThan(0.1);
  });

  it('does not look at the test split', async () => {
    const others = blobs(600, 60, 3, 20, 'others');
    const [one, two] = [await measured({ penalty: 'search' }), await measured({ penalty: 'search' }, others)];
    expect(two.value).not.toBe(one.value);
    expect(two.details!.searched).toEqual(one.details!.searched);
  });

  it('warns where there are too few rows, and takes the penalty that is given', async () => {
    const few = blobs(9, 2, 2, 1, 'nine');
    const given = await context(dataOf(few), dataOf(few), errorRate);
    const { details } = await linear.measure(given, args({ penalty: 'search', l2: 3 }));
    expect(details).toMatchObject({ l2: 3 });
    expect(details).not.toHaveProperty('searched');
    expect(given.warnings).toEqual([expect.stringContaining('9 rows are too few')]);
  });
});
