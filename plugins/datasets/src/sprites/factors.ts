import type { Random } from '@infomin/plugin';
import { shapeNames } from './shapes.js';

/** What differs between sprites, and what two views may share. */
export const factorNames = ['shape', 'hue', 'scale', 'orientation', 'x', 'y', 'shade'] as const;
export type Factor = (typeof factorNames)[number];

/** A value of each factor, from 0; or how many there are of each. */
export type Factors = Readonly<Record<Factor, number>>;

/** How many values factors have, as a file says it. */
export interface FactorCounts {
  readonly shapes: number;
  readonly hues: number;
  readonly scales: number;
  readonly orientations: number;
  readonly positions: number;
  readonly shades: number;
}

export const most = { shapes: shapeNames.length, hues: 24, scales: 8, orientations: 8, shades: 16 } as const;

export function countsOf(counts: FactorCounts): Factors {
  const { shapes, hues, scales, orientations, positions, shades } = counts;
  return {
    shape: shapes,
    hue: hues,
    scale: scales,
    orientation: orientations,
    x: positions,
    y: positions,
    shade: shades,
  };
}

/** Draws all factors, uniform and independent. */
export function drawFactors(random: Random, counts: Factors): Factors {
  const drawn = factorNames.map((factor) => [factor, random.int(counts[factor])]);
  return Object.fromEntries(drawn) as Record<Factor, number>;
}

/** Those of `share` as in `factors`, the others drawn anew. The draw of one does not depend on which others are shared. */
export function drawFuture(
  random: Random,
  factors: Factors,
  counts: Factors,
  share: readonly Factor[],
): Factors {
  const shared = share.map((factor) => [factor, factors[factor]]);
  return { ...drawFactors(random, counts), ...Object.fromEntries(shared) };
}

/** ln n in nats: what is known once a factor of n values is. */
export function natsOf(values: number): string {
  return `ln ${values} = ${Math.log(values).toFixed(2)} nats`;
}
