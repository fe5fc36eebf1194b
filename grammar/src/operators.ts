/** How tightly operators bind. */
import type { TokenType } from 'chevrotain';
import { DotDot, Minus, Pipe, Plus, Slash, Star } from './tokens.js';

/**
 * Operators from loosest to tightest; those of equal precedence are read from left to right. A sign binds tighter
 * than any of them, calls, indices and members tighter still.
 */
export const precedence: ReadonlyMap<TokenType, number> = new Map([
  [Pipe, 1],
  [DotDot, 2],
  [Plus, 3],
  [Minus, 3],
  [Star, 4],
  [Slash, 4],
]);
