import { type ProbeImplementation, UserError } from '@infomin/plugin';
import { eigenvalues, meanRow, products } from '../fit/spectrum.js';
import { matrixOf } from './operands.js';

interface AlphaReQArgs {
  readonly first: number;
  readonly last?: number | undefined;
}

/** Minus the slope of `log value` over `log place`, each weighed by 1 / place. */
function decay(values: readonly number[], first: number): number {
  const points = values.map((value, i) => ({
    x: Math.log(first + i),
    y: Math.log(value),
    weight: 1 / (first + i),
  }));
  const total = points.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (of: 'x' | 'y') => points.reduce((sum, point) => sum + point.weight * point[of], 0) / total;
  const [x, y] = [mean('x'), mean('y')];
  const slope = points.reduce((sum, point) => sum + point.weight * (point.x - x) * (point.y - y), 0);
  return -slope / points.reduce((sum, point) => sum + point.weight * (point.x - x) ** 2, 0);
}

const implementation: ProbeImplementation<AlphaReQArgs> = {
  async measure(context, { first, last }) {
    const test = matrixOf(context, 'test', 0, 'features');
    const means = meanRow(test);
    const all = eigenvalues(await products(test, context.signal, means));
    // Below this an eigenvalue is a rounding error of float32 features, which may lie far from zero.
    const rounding = 1e-12 * Math.max(all[0]!, test.rows * Math.max(...means.map(Math.abs)) ** 2);
    const positive = all.filter((value) => value > rounding);
    const fitted = positive.slice(first - 1, last);
    if (fitted.length < 2) {
      throw new UserError(
        `${positive.length} eigenvalues of the features are above zero: too few to fit their decay from place ${first}`,
        `${first > 1 ? 'Give it a smaller `first`, or look' : 'Look'} at whether the encoder has collapsed (RankMe).`,
      );
    }
    const alpha = decay(fitted, first);
    return {
      ...context.metric,
      value: Math.abs(alpha - 1),
      chance: 1,
      details: { alpha, fitted: fitted.length, dimensions: test.columns, test_rows: test.rows },
    };
  },
};

export default implementation;
