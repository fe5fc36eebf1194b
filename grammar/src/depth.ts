/** Keeps parsing and trees shallow, so that everything that walks a tree may recurse. */
import type { IToken, TokenType } from 'chevrotain';
import type { Span } from './ast.js';
import { LCurly, LParen, LSquare, RCurly, RParen, RSquare } from './tokens.js';
import { childrenOf, type TreeNode } from './walk.js';

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
export function findDeepNode(tree: TreeNode): Span | undefined {
  const ahead = [{ node: tree, depth: 0 }];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    const { node, depth } = next;
    if (depth > MAX_NODES) return node.span;
    for (const child of childrenOf(node)) ahead.push({ node: child, depth: depth + 1 });
  }
  return undefined;
}
