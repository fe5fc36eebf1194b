import type { ProbeContext, ProbeImplementation, ProbeResult } from '@infomin/plugin';
import { argmax, rowsOfProduct } from '../fit/products.js';
import { chanceError, errorRate, rated } from './chance.js';
import { labelledFeatures, learnedClasses } from './operands.js';
import { unitRows } from './unit-rows.js';

interface KnnProbeArgs {
  readonly k: number;
  readonly temperature: number;
}

const implementation: ProbeImplementation<KnnProbeArgs> = {
  async measure(context: ProbeContext, args): Promise<ProbeResult> {
    const { train, test, labels, testLabels } = labelledFeatures(context);
    const k = Math.min(args.k, train.rows);

    const answers = new Int32Array(test.rows);
    const nearest = new Nearest(k);
    const classes = learnedClasses(context.log, labels, testLabels);
    const places = new Map(Array.from(classes, (label, place) => [label, place]));
    const voters = labels.map((label) => places.get(label)!);
    const votes = new Float64Array(classes.length);
    const take = (row: number, similarities: Float32Array) => {
      nearest.of(similarities);
      votes.fill(0);
      for (let i = 0; i < k; i++) {
        // Relative to the nearest, so that nothing overflows; votes are only compared.
        const weight = Math.exp((nearest.similarity[i]! - nearest.similarity[0]!) / args.temperature);
        votes[voters[nearest.row[i]!]!]! += weight;
      }
      answers[row] = classes[argmax(votes)]!;
    };
    await rowsOfProduct(
      context.engine,
      'KnnProbe/similarity',
      unitRows(test).data,
      unitRows(train).data,
      train.columns,
      take,
      context.signal,
    );
    return {
      ...rated(context.metric, {
        value: errorRate(testLabels, (row) => answers[row]!),
        chance: chanceError(labels, testLabels),
      }),
      details: { k, train_rows: train.rows, test_rows: test.rows },
    };
  },
};

export default implementation;

/** The k largest of some numbers, largest first; among equals the first. Its arrays are used again at each call. */
class Nearest {
  readonly row: Int32Array;
  readonly similarity: Float32Array;

  constructor(private readonly k: number) {
    this.row = new Int32Array(k);
    this.similarity = new Float32Array(k);
  }

  of(values: Float32Array): void {
    const { k, row, similarity } = this;
    similarity.fill(Number.NEGATIVE_INFINITY);
    let least = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value <= least) continue;
      let at = k - 1;
      while (at > 0 && similarity[at - 1]! < value) {
        similarity[at] = similarity[at - 1]!;
        row[at] = row[at - 1]!;
        at--;
      }
      similarity[at] = value;
      row[at] = i;
      least = similarity[k - 1]!;
    }
  }
}
