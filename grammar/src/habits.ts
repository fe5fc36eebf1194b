/** What people write who come from other languages, read as what they mean, so that one slip is one problem. */
import type { IToken, TokenType } from 'chevrotain';
import { retype } from './foreign.js';
import { declarationKeywords, declarationStarts, keywordByText } from './keywords.js';
import { readMarks } from './marks.js';
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

/** Words that open declarations elsewhere. */
const meantBy: ReadonlyMap<string, string> = new Map([
  ['data', 'dataset'],
  ['model', 'encoder'],
  ['network', 'encoder'],
  ['loss', 'objective'],
  ['transform', 'view'],
]);

/**
 * Reads the tokens of each declaration, in place, as what they mean.
 *
 * @returns the declarations and what is to be told. A line that starts another one with a word that is no keyword is read
 * as if the keyword stood there which is meant; where that is not known, or there is no such word, it is left out
 */
export function readHabits(
  parts: readonly IToken[][],
  text: string,
): { parts: IToken[][]; slips: SyntaxProblem[] } {
  const slips: SyntaxProblem[] = [];
  const read = parts.flatMap((tokens) => {
    const starts = strayDeclarations(tokens, text);
    return [0, ...starts].flatMap((start, i) => {
      const chunk = tokens.slice(start, starts[i]);
      if (i === 0) return [chunk];
      const [word, next] = chunk as [IToken, IToken];
      const keyword = next.tokenType === Equals ? undefined : meantKeyword(word.image);
      slips.push(strayDeclaration(word, next, keyword));
      if (keyword === undefined) return [];
      retype(word, keywordByText.get(keyword)!);
      return [chunk];
    });
  });
  for (const chunk of read) slips.push(...readMarks(chunk, text));
  return { parts: read, slips };
}

function meantKeyword(word: string): string | undefined {
  return meantBy.get(word) ?? nearest(word, declarationKeywords);
}

function strayDeclarations(chunk: readonly IToken[], text: string): number[] {
  const found: number[] = [];
  let at = findStrayDeclaration(chunk, text);
  // Behind its word stands its name, or `=`: neither starts another.
  for (; at >= 0; at = findStrayDeclaration(chunk, text, at + 2)) found.push(at);
  return found;
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
function strayDeclaration(word: IToken, next: IToken, keyword: string | undefined): SyntaxProblem {
  const span = { start: word.startOffset, end: endOf(word) };
  if (next.tokenType === Equals) return { code: 'keyword-missing', holes: { name: word.image }, span };
  const words = declarationKeywords.map((each) => `\`${each}\``).join(', ');
  const suggestion = keyword === undefined ? `these words do: ${words}` : `did you mean \`${keyword}\`?`;
  return { code: 'no-keyword', holes: { word: word.image }, suggestion, fix: keyword, span };
}
