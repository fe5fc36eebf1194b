import { Random } from './random.js';

/** How many rows of a split without a validation split are held out from training: a tenth, at most 5,000. */
export function heldOutCount(size: number): number {
  return Math.min(5000, Math.floor(size / 10));
}

/**
 * The rows of a split that are trained on, and those that are held out from it; ascending. They depend on its size alone, not on the
 * seed, so that all trials are estimated on the same rows.
 */
export function heldOutRows(size: number): { readonly trained: Int32Array; readonly heldOut: Int32Array } {
  const shuffled = Random.of(0, 'held out').permutation(size);
  const count = heldOutCount(size);
  return { trained: shuffled.slice(count).sort(), heldOut: shuffled.slice(0, count).sort() };
}
