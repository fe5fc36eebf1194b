import { Random } from '@infomin/plugin';

export const classes = 10;

/** Features `[rows, columns]` as a fair encoder gives them, and their classes. */
export interface Mixture {
  readonly features: Float32Array;
  readonly labels: Int32Array;
}

/**
 * A mixture of Gaussians, a class each, whose columns follow one another with correlation 0.9: so that a linear probe
 * errs on some rows, and its fit takes more than a few iterations.
 */
export function mixture(split: 'train' | 'test', rows: number, columns: number): Mixture {
  const centres = Random.of(0, 'mixture/centres').fillNormal(new Float32Array(classes * columns), 0.08);
  const random = Random.of(0, `mixture/${split}`);
  const labels = Int32Array.from({ length: rows }, () => random.int(classes));
  const features = random.fillNormal(new Float32Array(rows * columns));
  labels.forEach((label, row) => {
    const at = row * columns;
    for (let j = 1; j < columns; j++)
      features[at + j] = 0.9 * features[at + j - 1]! + 0.436 * features[at + j]!;
    for (let j = 0; j < columns; j++) features[at + j]! += centres[label * columns + j]!;
  });
  return { features, labels };
}
