import { Random } from '@infomin/plugin';
import { describe, expect, it } from 'vitest';
import {
  cornerOf,
  drawFuture,
  drawMotion,
  type Factor,
  type Frame,
  type Level,
  placeAt,
  sourceOf,
} from './factors.js';

const draws = 20_000;
// Classes of unequal size, so that drawing a class uniformly and drawing an image uniformly are told apart.
const digits = sourceOf(Int32Array.from({ length: 3000 }, (_, i) => Math.floor(10 * (i / 3000) ** 1.3)));
const backgrounds = sourceOf(Int32Array.from({ length: 2000 }, (_, i) => i % 10));
const freeRange = { x: 36, y: 36 };
const horizon = 20;

function laterFrame(row: number): Frame {
  const motion = drawMotion(Random.of(5, 'clips').at(row), digits, backgrounds, 0.1);
  return { ...motion, position: placeAt(motion, horizon) };
}

/** The factors as categories: 10 digits, 10 backgrounds, 16 parts of the canvas. */
const categories = (frame: Frame): Record<Factor, number> => ({
  digit: digits.labels[frame.digit]!,
  background: backgrounds.labels[frame.background]!,
  position: 4 * Math.min(3, Math.floor(4 * frame.position.y)) + Math.min(3, Math.floor(4 * frame.position.x)),
});
const sizes: Record<Factor, number> = { digit: 10, background: 10, position: 16 };
const factors = ['digit', 'background', 'position'] as const;

/**
 * Pearson's chi-squared of independence for pairs, as a standard normal score (Wilson and Hilferty, 1931): 4 is a
 * probability of 3e-5.
 */
function dependence(pairs: readonly (readonly [number, number])[], rows: number, columns: number): number {
  const table = new Float64Array(rows * columns);
  const byRow = new Float64Array(rows);
  const byColumn = new Float64Array(columns);
  for (const [a, b] of pairs) {
    table[a * columns + b]!++;
    byRow[a]!++;
    byColumn[b]!++;
  }
  let chi = 0;
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b < columns; b++) {
      const expected = (byRow[a]! * byColumn[b]!) / pairs.length;
      chi += (table[a * columns + b]! - expected) ** 2 / expected;
    }
  }
  return score(chi, (rows - 1) * (columns - 1));
}

/** Chi-squared with `df` degrees of freedom as a standard normal score. */
function score(chi: number, df: number): number {
  return (Math.cbrt(chi / df) - (1 - 2 / (9 * df))) / Math.sqrt(2 / (9 * df));
}

it('knows the rows of a class, however large its number', () => {
  const { byClass } = sourceOf(Int32Array.of(3, 999_999_999, 3));
  expect([...byClass]).toEqual([
    [3, [0, 2]],
    [999_999_999, [1]],
  ]);
});

describe('drawFuture', () => {
  const subsets: Factor[][] = [
    [],
    ['digit'],
    ['background'],
    ['position'],
    ['digit', 'background'],
    ['digit', 'position'],
    ['background', 'position'],
  ];
  const now = Array.from({ length: draws }, (_, row) => laterFrame(row));
  const nowCategories = now.map(categories);

  it.each(subsets.flatMap((share) => (['class', 'instance'] as Level[]).map((level) => ({ share, level }))))(
    'shares exactly $share at level $level',
    ({ share, level }) => {
      const random = Random.of(6, 'future');
      const sharing = { share, digitLevel: level, backgroundLevel: level };
      const future = now.map((frame, row) => drawFuture(random.at(row), frame, digits, backgrounds, sharing));
      const futureCategories = future.map(categories);
      for (const factor of share) {
        expect(futureCategories.map((c) => c[factor])).toEqual(nowCategories.map((c) => c[factor]));
      }
      if (share.includes('position')) {
        expect(future.map((f) => f.position)).toEqual(now.map((f) => f.position));
      }
      for (const factor of ['digit', 'background'] as const) {
        const same = future.filter((f, row) => f[factor] === now[row]![factor]).length / draws;
        if (!share.includes(factor)) expect(same).toBeLessThan(0.003);
        else if (level === 'instance') expect(same).toBe(1);
        else expect(same).toBeLessThan(0.02);
      }
      // What is not shared says nothing about any factor of x[t], nor about the others drawn.
      for (const drawn of factors.filter((f) => !share.includes(f))) {
        for (const other of factors) {
          const crossed = nowCategories.map((c, row) => [c[other], futureCategories[row]![drawn]] as const);
          expect(dependence(crossed, sizes[other], sizes[drawn])).toBeLessThan(4);
          if (other === drawn) continue;
          const within = futureCategories.map((c) => [c[other], c[drawn]] as const);
          expect(dependence(within, sizes[other], sizes[drawn])).toBeLessThan(4);
        }
      }
    },
  );

  it('sees a dependence where there is one', () => {
    const random = Random.of(6, 'future');
    const sharing = { share: ['digit'] as const, digitLevel: 'class', backgroundLevel: 'class' } as const;
    const pairs = now.map((frame, row) => {
      // A copy in one row of ten is enough for the test above to fail.
      const future = row % 10 === 0 ? frame : drawFuture(random.at(row), frame, digits, backgrounds, sharing);
      return [nowCategories[row]!.background, categories(future).background] as const;
    });
    expect(dependence(pairs, 10, 10)).toBeGreaterThan(10);
  });

  it('draws anew from the law that x[t] has', () => {
    const random = Random.of(7, 'future');
    const sharing = { share: [], digitLevel: 'class', backgroundLevel: 'class' } as const;
    const future = now.map((frame, row) =>
      categories(drawFuture(random.at(row), frame, digits, backgrounds, sharing)),
    );
    for (const factor of factors) {
      const pairs = [
        ...nowCategories.map((c) => [0, c[factor]] as const),
        ...future.map((c) => [1, c[factor]] as const),
      ];
      expect(dependence(pairs, 2, sizes[factor])).toBeLessThan(4);
    }
  });

  it('is x[t] itself when everything is shared', () => {
    const sharing = { share: factors, digitLevel: 'class', backgroundLevel: 'class' } as const;
    const frame = laterFrame(3);
    expect(drawFuture(Random.of(1, 'x'), frame, digits, backgrounds, sharing)).toEqual(frame);
  });

  it('gives a factor the same draw whatever else is shared', () => {
    const draw = (share: readonly Factor[]) =>
      drawFuture(Random.of(1, 'x'), laterFrame(0), digits, backgrounds, {
        share,
        digitLevel: 'class',
        backgroundLevel: 'class',
      });
    expect(draw(['digit']).position).toEqual(draw(['background']).position);
    expect(draw(['digit']).background).toBe(draw([]).background);
  });
});

describe('the factors of a clip', () => {
  const motions = Array.from({ length: draws }, (_, row) =>
    drawMotion(Random.of(8, 'clips').at(row), digits, backgrounds, 0.1),
  );

  it('are independent of one another, at the start and later', () => {
    for (const number of [1, 7, horizon]) {
      const frames = motions.map((motion) => categories({ ...motion, position: placeAt(motion, number) }));
      for (const [a, b] of [
        ['digit', 'background'],
        ['digit', 'position'],
        ['background', 'position'],
      ] as const) {
        const pairs = frames.map((frame) => [frame[a], frame[b]] as const);
        expect(dependence(pairs, sizes[a], sizes[b])).toBeLessThan(4);
      }
      // Uniform over the canvas in every frame.
      const counts = new Float64Array(16);
      for (const { position } of frames) counts[position]!++;
      const chi = counts.reduce((sum, n) => sum + (n - draws / 16) ** 2 / (draws / 16), 0);
      expect(score(chi, 15)).toBeLessThan(4);
    }
  });

  it('never take the digit off the canvas and move it by a tenth of its range a frame', () => {
    for (const motion of motions.slice(0, 2000)) {
      const places = Array.from({ length: 40 }, (_, i) => placeAt(motion, i + 1));
      for (const [i, place] of places.entries()) {
        const { x, y } = cornerOf(place, freeRange);
        expect(Number.isInteger(x) && x >= 0 && x <= 36 && Number.isInteger(y) && y >= 0 && y <= 36).toBe(
          true,
        );
        const next = places[i + 1];
        if (!next) continue;
        // A bounce shortens the way between two frames, nothing lengthens it.
        const way = Math.hypot(next.x - place.x, next.y - place.y);
        expect(way).toBeLessThan(0.1 + 1e-9);
        const inside = [place, next].every((p) => Math.min(p.x, p.y, 1 - p.x, 1 - p.y) > 0.1);
        if (inside) expect(way).toBeCloseTo(0.1, 9);
      }
    }
  });

  it('bounce as light does', () => {
    const cut = { x: 0, y: 0 };
    const motion = {
      digit: 0,
      background: 0,
      cut,
      start: { x: 0.9, y: 0.25 },
      velocity: { x: 0.25, y: -0.5 },
    };
    const places = [1, 2, 3, 4, 9].map((number) => placeAt(motion, number));
    const expected = [
      [0.9, 0.25],
      [0.85, 0.25],
      [0.6, 0.75],
      [0.35, 0.75],
      [0.9, 0.25],
    ];
    for (const [i, [x, y]] of expected.entries()) {
      expect(places[i]!.x).toBeCloseTo(x!, 12);
      expect(places[i]!.y).toBeCloseTo(y!, 12);
    }
  });
});
