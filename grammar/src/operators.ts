/** How tightly operators bind, and what no expression reaches across. */
import type { TokenType } from 'chevrotain';
import {
  Colon,
  Comma,
  DotDot,
  declarationStarts,
  Equals,
  Minus,
  Pipe,
  Plus,
  Semicolon,
  Slash,
  Star,
  Tilde,
} from './tokens.js';

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

const boundaries: ReadonlySet<TokenType> = new Set([Comma, Semicolon, Colon, Equals, Tilde]);

/** Tokens that no operator chain and no operand reaches across. */
export function isBoundary(type: TokenType): boolean {
  return boundaries.has(type) || declarationStarts.has(type);
}
