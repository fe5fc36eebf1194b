import { pluginTester } from '@infomin/testing';
import { expect, it } from 'vitest';
import core from '../index.js';

const tester = pluginTester(core);
const curvature = [1, 0.2, 3, 2, 0.5, 1];
const start = [1, -2, 0.5, 0.3, 0, 0];
// A matrix, a bias, a matrix of zeros: its step is that of momentum alone.
const segments = [
  { offset: 0, size: 3, decay: true },
  { offset: 3, size: 1, decay: false },
  { offset: 4, size: 2, decay: true },
];

/** The published rule in double precision. */
function written(steps: number, lr: number, momentum: number, weightDecay: number, trust: number) {
  const w = [...start];
  const m = start.map(() => 0);
  const norm = (x: number[]) => Math.hypot(...x);
  return Array.from({ length: steps }, () => {
    const gradient = slope(w);
    for (const { offset, size, decay } of segments) {
      const places = Array.from({ length: size }, (_, i) => offset + i);
      const g = places.map((i) => gradient[i]! + (decay ? weightDecay * w[i]! : 0));
      const weight = norm(places.map((i) => w[i]!));
      const factor = decay && weight > 0 && norm(g) > 0 ? (trust * weight) / norm(g) : 1;
      places.forEach((i, at) => {
        m[i] = momentum * m[i]! + factor * g[at]!;
        w[i]! -= lr * m[i]!;
      });
    }
    return [...w];
  });
}

/** Of ½ Σ c w² − w₄. */
const slope = (w: readonly number[]) => w.map((x, i) => curvature[i]! * x - (i === 4 ? 1 : 0));

it('takes the steps of the published rule, tensor by tensor', async () => {
  const path = await tester.optimizer('Lars(lr: 0.5, momentum: 0.9, weightDecay: 0.05, trust: 0.02)', {
    start,
    gradient: slope,
    steps: 6,
    segments,
  });
  for (const [t, weights] of written(6, 0.5, 0.9, 0.05, 0.02).entries()) {
    for (const [i, w] of weights.entries()) expect(path[t]![i], `${t}, ${i}`).toBeCloseTo(w, 5);
  }
});

it('does not divide by a gradient of zero', async () => {
  const path = await tester.optimizer('Lars(weightDecay: 0)', {
    start: [1, 2],
    gradient: () => [0, 0],
    steps: 2,
  });
  expect(path[1]).toEqual([1, 2]);
});
