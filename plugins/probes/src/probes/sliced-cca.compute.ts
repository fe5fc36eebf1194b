import { type ProbeImplementation, type Random, UserError } from '@infomin/plugin';
import { slicedCca } from '../information/sliced-cca.js';
import { variablesOf } from '../information/variables.js';
import type { Matrix } from './operands.js';

interface SlicedCcaArgs {
  readonly slices: number;
  readonly rows: number;
}

const FEWEST = 20;

const implementation: ProbeImplementation<SlicedCcaArgs> = {
  async measure(context, { slices, rows }) {
    const [train, test] = [variablesOf(context, 'train', rows), variablesOf(context, 'test', rows)];
    for (const [split, { a }] of Object.entries({ train, test })) {
      if (a.rows < FEWEST)
        throw new UserError(`SlicedCca needs ${FEWEST} rows, the ${split} split has ${a.rows}`);
    }
    const directions = context.random.fork('slices');
    const found = await slicedCca(
      train,
      test,
      {
        a: unitVectors(slices, train.a.columns, directions.fork('a')),
        b: unitVectors(slices, train.b.columns, directions.fork('b')),
      },
      context.signal,
    );
    return {
      ...context.metric,
      value: found.test,
      chance: Math.sqrt(2 / (Math.PI * test.a.rows)),
      details: { train_correlation: found.train, train_rows: train.a.rows, test_rows: test.a.rows },
    };
  },
};

export default implementation;

function unitVectors(rows: number, columns: number, random: Random): Matrix {
  const data = random.fillNormal(new Float32Array(rows * columns));
  for (let from = 0; from < data.length; from += columns) {
    const vector = data.subarray(from, from + columns);
    // Not by Math.hypot: a call takes so many arguments, and an image has more pixels.
    const length = Math.sqrt(vector.reduce((sum, entry) => sum + entry ** 2, 0));
    for (const [j, entry] of vector.entries()) vector[j] = entry / length;
  }
  return { rows, columns, data };
}
