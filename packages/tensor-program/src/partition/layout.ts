import { type Shape, sizeOf } from '../ops/type.js';

/**
 * How ranks hold a value of the whole step: each has all of it; each has a part along an axis of `blocks` · ranks · m
 * places, its m of every block; or what all have is to be added up.
 */
export type Layout = typeof replicated | typeof partial | Split;

export interface Split {
  readonly kind: 'split';
  readonly axis: number;
  /** More than 1 where batches stand behind one another, each shared out: two views of a batch. */
  readonly blocks: number;
}

export const replicated = { kind: 'replicated' } as const;
export const partial = { kind: 'partial' } as const;
export const split = (axis: number, blocks = 1): Split => ({ kind: 'split', axis, blocks });

export const isSplit = (layout: Layout): layout is Split => layout.kind === 'split';

export function sameLayout(a: Layout, b: Layout): boolean {
  if (!isSplit(a) || !isSplit(b)) return a.kind === b.kind;
  return a.axis === b.axis && a.blocks === b.blocks;
}

/** A shape in which an axis is a rank's part of it. */
export function partOf(shape: Shape, axis: number, ranks: number): number[] {
  return shape.map((dim, i) => (i === axis ? dim / ranks : dim));
}

/** Where a split axis is after a reshape; nothing where the parts are in no order of an axis any more. */
export function reshaped(from: Shape, to: Shape, { axis, blocks }: Split, ranks: number): Split | undefined {
  /** How many parts of all ranks stand behind one another in memory. */
  const runs = sizeOf(from.slice(0, axis)) * blocks;
  for (let at = 0; at < to.length; at++) {
    const before = sizeOf(to.slice(0, at));
    if (runs % before === 0 && to[at]! % ((runs / before) * ranks) === 0) return split(at, runs / before);
  }
  return undefined;
}
