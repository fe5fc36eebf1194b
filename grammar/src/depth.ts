/**
 * Keeps trees shallow, so that everything that walks one may recurse.
 *
 * A tree grows deeper with every open bracket and with every operator, sign, call, index and member of a chain that
 * is still going on. The sum of these is counted on the tokens before anything is parsed.
 */
import type { IToken, TokenType } from 'chevrotain';
import { isBoundary } from './operators.js';
import {
  Dot,
  DotDot,
  LCurly,
  LParen,
  LSquare,
  Minus,
  Pipe,
  Plus,
  RCurly,
  RParen,
  RSquare,
  Slash,
  Star,
} from './tokens.js';

/** The deepest nesting a declaration may have. */
export const MAX_DEPTH = 200;

const openers: ReadonlySet<TokenType> = new Set([LParen, LSquare, LCurly]);
const closers: ReadonlySet<TokenType> = new Set([RParen, RSquare, RCurly]);
const links: ReadonlySet<TokenType> = new Set([Pipe, DotDot, Dot, Plus, Minus, Star, Slash]);

/** The first token of a declaration that stands too deep, if there is one. */
export function findTooDeep(tokens: readonly IToken[]): IToken | undefined {
  const enclosing: number[] = [];
  let outside = 0;
  let chain = 0;
  for (const token of tokens) {
    const type = token.tokenType;
    if (openers.has(type)) {
      // The bracket itself is a link of the chain it stands in: `f(x)(y)(z)`.
      enclosing.push(chain + 1);
      outside += chain + 1;
      chain = 0;
    } else if (closers.has(type)) {
      const before = enclosing.pop();
      if (before !== undefined) {
        outside -= before;
        chain = before;
      }
    } else if (links.has(type)) {
      chain++;
    } else if (isBoundary(type)) {
      chain = 0;
    }
    if (outside + chain > MAX_DEPTH) return token;
  }
  return undefined;
}
