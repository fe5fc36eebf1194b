/** Keeps parsing and trees shallow, so that everything that walks a tree may recurse. */
import type { IToken, TokenType } from 'chevrotain';
import type { Span } from './ast.js';
import { LCurly, LParen, LSquare, RCurly, RParen, RSquare } from './tokens.js';

/** The most brackets within one another: the parser recurses once for each. */
export const MAX_BRACKETS = 200;

/** The most nodes within one another. Calls, operators and members of one chain are nodes within one another too. */
export const MAX_NODES = 500;

const closerOf: ReadonlyMap<TokenType, TokenType> = new Map([
  [LParen, RParen],
  [LSquare, RSquare],
  [LCurly, RCurly],
]);

/**
 * The first bracket of a declaration that stands too deep, if there is one. A bracket that closes nothing is not
 * counted: recovery may skip it.
 */
export function findDeepBracket(tokens: readonly IToken[]): IToken | undefined {
  const open: TokenType[] = [];
  for (const token of tokens) {
    const closer = closerOf.get(token.tokenType);
    if (closer !== undefined) {
      open.push(closer);
      if (open.length > MAX_BRACKETS) return token;
    } else if (open.length > 0 && open[open.length - 1] === token.tokenType) {
      open.pop();
    }
  }
  return undefined;
}

/** The place of a node that stands too deep in a tree, if there is one. */
export function findDeepNode(tree: object): Span | undefined {
  const pending: { value: object; depth: number }[] = [{ value: tree, depth: 0 }];
  for (let top = pending.pop(); top !== undefined; top = pending.pop()) {
    const { value, depth } = top;
    const span = 'span' in value ? (value.span as Span) : undefined;
    if (span !== undefined && depth > MAX_NODES) return span;
    const inside = span === undefined ? depth : depth + 1;
    for (const child of Object.values(value)) {
      if (typeof child === 'object' && child !== null) pending.push({ value: child, depth: inside });
    }
  }
  return undefined;
}
