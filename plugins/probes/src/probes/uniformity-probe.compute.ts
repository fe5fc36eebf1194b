import { type ProbeImplementation, UserError } from '@infomin/plugin';
import { rowsOfProduct } from '../fit/products.js';
import { matrixOf } from './operands.js';
import { unitRows } from './unit-rows.js';

const implementation: ProbeImplementation<{ readonly t: number }> = {
  async measure(context, { t }) {
    const { rows, columns, data } = unitRows(matrixOf(context, 'test', 0, 'features'));
    if (rows < 2) throw new UserError('the test split has one row: uniformity needs pairs');
    let sum = 0;
    const take = (row: number, cosines: Float32Array) => {
      for (let other = 0; other < row; other++) sum += Math.exp(2 * t * (cosines[other]! - 1));
    };
    await rowsOfProduct(context.engine, 'UniformityProbe/cosines', data, data, columns, take, context.signal);
    return {
      ...context.metric,
      value: Math.log(sum / ((rows * (rows - 1)) / 2)),
      chance: 0,
      details: { test_rows: rows },
    };
  },
};

export default implementation;
