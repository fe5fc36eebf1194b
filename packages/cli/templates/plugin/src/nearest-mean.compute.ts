import type { ProbeImplementation } from '@infomin/plugin';

type Numbers = ArrayLike<number>;

/** The mean of the rows of each class. */
function meansOf(features: Numbers, classes: Numbers, size: number): Map<number, Float64Array> {
  const sums = new Map<number, { count: number; sum: Float64Array }>();
  for (let row = 0; row < classes.length; row++) {
    const label = classes[row]!;
    const entry = sums.get(label) ?? { count: 0, sum: new Float64Array(size) };
    sums.set(label, entry);
    entry.count++;
    for (let i = 0; i < size; i++) entry.sum[i]! += features[row * size + i]!;
  }
  return new Map([...sums].map(([label, { count, sum }]) => [label, sum.map((value) => value / count)]));
}

function nearest(means: ReadonlyMap<number, Float64Array>, features: Numbers, row: number, size: number) {
  let [best, shortest] = [-1, Number.POSITIVE_INFINITY];
  for (const [label, mean] of means) {
    let distance = 0;
    for (let i = 0; i < size; i++) distance += (features[row * size + i]! - mean[i]!) ** 2;
    if (distance < shortest) [best, shortest] = [label, distance];
  }
  return best;
}

function mostFrequent(classes: Numbers): number {
  const counts = new Map<number, number>();
  for (const label of Array.from(classes)) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
}

/** The fraction of rows that are given another class than theirs. */
function errorRateOf(classes: Numbers, given: (row: number) => number): number {
  const wrong = Array.from(classes).filter((label, row) => given(row) !== label).length;
  return wrong / classes.length;
}

const implementation: ProbeImplementation = {
  async measure({ train, test, metric }) {
    const [features, labels] = [test.operands[0]!, test.operands[1]!];
    const [trainFeatures, trainLabels] = [train.operands[0]!, train.operands[1]!];
    const size = features.shape[1]!;
    const means = meansOf(trainFeatures.data, trainLabels.data, size);
    const frequent = mostFrequent(trainLabels.data);
    return {
      ...metric,
      value: errorRateOf(labels.data, (row) => nearest(means, features.data, row, size)),
      chance: errorRateOf(labels.data, () => frequent),
    };
  },
};

export default implementation;
