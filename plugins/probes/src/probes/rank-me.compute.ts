import type { ProbeImplementation } from '@infomin/plugin';
import { eigenvalues, products } from '../fit/spectrum.js';
import { effectiveRank } from './effective-rank.js';
import { matrixOf } from './operands.js';

const implementation: ProbeImplementation = {
  async measure(context) {
    const test = matrixOf(context, 'test', 0, 'features');
    const singular = eigenvalues(await products(test, context.signal)).map((value) =>
      Math.sqrt(Math.max(0, value)),
    );
    return {
      ...context.metric,
      value: effectiveRank(singular),
      chance: 1,
      details: { dimensions: test.columns, test_rows: test.rows },
    };
  },
};

export default implementation;
