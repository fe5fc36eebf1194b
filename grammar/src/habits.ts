/** What people write who come from other languages, read as what they mean, so that one slip is one problem. */
import type { IToken, TokenType } from 'chevrotain';
import { declarationKeywords, declarationStarts } from './keywords.js';
import { nearest } from './nearest.js';
import type { SyntaxProblem } from './problems.js';
import {
  Colon,
  Equals,
  endOf,
  Identifier,
  LCurly,
  LParen,
  LSquare,
  RCurly,
  RParen,
  RSquare,
  Tilde,
} from './tokens.js';

const openers: ReadonlySet<TokenType> = new Set([LParen, LSquare, LCurly]);
const closers: ReadonlySet<TokenType> = new Set([RParen, RSquare, RCurly]);

/**
 * Reads the tokens of each declaration, in place, as what they mean.
 *
 * @returns the declarations without what starts another one that cannot be read, and what is to be told
 */
export function readHabits(
  parts: readonly IToken[][],
  text: string,
): { parts: IToken[][]; slips: SyntaxProblem[] } {
  const slips: SyntaxProblem[] = [];
  const read = parts.map((tokens) => {
    const end = findStrayDeclaration(tokens, text);
    for (let at = end; at >= 0; at = findStrayDeclaration(tokens, text, at + 1)) {
      slips.push(strayDeclaration(tokens[at]!, tokens[at + 1]));
    }
    const own = end < 0 ? tokens : tokens.slice(0, end);
    slips.push(...readNamedArguments(own));
    return own;
  });
  return { parts: read, slips };
}

/** Reads `f(dim = 8)` and `{ epochs = 3 }` as if a colon stood there: inside brackets `=` has no other meaning. */
function readNamedArguments(chunk: readonly IToken[]): SyntaxProblem[] {
  const slips: SyntaxProblem[] = [];
  /** For each bracket that is open, whether it holds names and values: `view (a, b)` does not. */
  const open: boolean[] = [];
  chunk.forEach((token, i) => {
    const name = chunk[i - 1];
    if (openers.has(token.tokenType)) open.push(name !== undefined && !declarationStarts.has(name.tokenType));
    else if (closers.has(token.tokenType)) open.pop();
    if (token.tokenType !== Equals || !open.at(-1) || name?.tokenType !== Identifier) return;
    token.tokenType = Colon;
    token.tokenTypeIdx = Colon.tokenTypeIdx ?? token.tokenTypeIdx;
    const span = { start: token.startOffset, end: endOf(token) };
    slips.push({ code: 'equals-for-colon', holes: { name: name.image }, span });
  });
  return slips;
}

/**
 * Where, from a place on, a declaration's tokens end because a line starts another one without its keyword
 * (`mnist = Mnist()`) or with a word that is none (`model f = …`). -1: nowhere.
 */
function findStrayDeclaration(chunk: readonly IToken[], text: string, from = 0): number {
  let depth = 0;
  for (let i = from; i < chunk.length; i++) {
    const token = chunk[i] as IToken;
    if (openers.has(token.tokenType)) depth++;
    else if (closers.has(token.tokenType)) depth--;
    if (depth !== 0 || token.tokenType !== Identifier) continue;
    const before = chunk[i - 1];
    // The name or the type of a declaration may stand on a line of its own.
    if (before !== undefined) {
      if (declarationStarts.has(before.tokenType) || before.tokenType === Colon) continue;
      if (!/[\r\n]/.test(text.slice(endOf(before), token.startOffset))) continue;
    }
    const [next, second] = [chunk[i + 1], chunk[i + 2]];
    if (next?.tokenType === Equals) return i;
    if (next?.tokenType !== Identifier) continue;
    if (second?.tokenType === Equals || second?.tokenType === Tilde || second?.tokenType === LCurly) return i;
  }
  return -1;
}

/** What to say about a line that {@link findStrayDeclaration} found. */
function strayDeclaration(word: IToken, next: IToken | undefined): SyntaxProblem {
  const span = { start: word.startOffset, end: endOf(word) };
  if (next?.tokenType === Equals) return { code: 'keyword-missing', holes: { name: word.image }, span };
  const meant = nearest(word.image, declarationKeywords);
  const words = declarationKeywords.map((keyword) => `\`${keyword}\``).join(', ');
  const suggestion = meant === undefined ? `these words do: ${words}` : `did you mean \`${meant}\`?`;
  return { code: 'no-keyword', holes: { word: word.image }, suggestion, span };
}
