/**
 * Keywords are contextual: `mnist.train`, `batch: 256`, `Clip(min: 0)`, `.max` use them as ordinary names.
 *
 * Where a keyword may stand no name may, and the other way round, so the neighbours of a word decide what it is and
 * the grammar needs no alternatives for it. The same pass splits the file into declarations: a declaration keyword is
 * never part of an expression, so whatever is broken inside one declaration cannot harm the next.
 */
import type { IToken, TokenType } from 'chevrotain';
import {
  Colon,
  Dot,
  declarationStarts,
  Equals,
  Identifier,
  keywordByText,
  keywordTokens,
  LCurly,
  OpenString,
  RCurly,
  StringToken,
  Tilde,
} from './tokens.js';

/** Marks keywords among the names of a token list, in place. */
export function markKeywords(tokens: readonly IToken[]): void {
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as IToken;
    if (token.tokenType !== Identifier) continue;
    const keyword = keywordByText.get(token.image);
    if (keyword === undefined || !isKeyword(keyword, tokens, i)) continue;
    token.tokenType = keyword;
    token.tokenTypeIdx = keyword.tokenTypeIdx ?? token.tokenTypeIdx;
  }
}

function isKeyword(keyword: TokenType, tokens: readonly IToken[], i: number): boolean {
  const before = tokens[i - 1]?.tokenType;
  const after = tokens[i + 1]?.tokenType;
  if (keyword === keywordTokens.from) return before === RCurly && after !== Colon;
  if (before === Dot) return declarationStarts.has(keyword) && opensDeclaration(tokens, i);
  // `objective o = max: …` lacks its models; everywhere else a word before a colon is a key.
  if (after === Colon) return before === Equals && !declarationStarts.has(keyword);
  return true;
}

/** Whether the word at `i`, although it follows a `.`, can only be the start of the next declaration. */
function opensDeclaration(tokens: readonly IToken[], i: number): boolean {
  const word = tokens[i + 1];
  const next = word?.tokenType;
  if (next === StringToken || next === OpenString || next === LCurly) return true;
  if (next !== Identifier || keywordByText.has(word?.image ?? '')) return false;
  const second = tokens[i + 2];
  return (
    second?.tokenType === Equals ||
    second?.tokenType === Tilde ||
    second?.tokenType === LCurly ||
    second?.image === 'in'
  );
}

/** Splits tokens at the declaration keywords; what stands before the first is the first list, often empty. */
export function splitDeclarations(tokens: readonly IToken[]): IToken[][] {
  let current: IToken[] = [];
  const parts = [current];
  for (const token of tokens) {
    if (declarationStarts.has(token.tokenType)) {
      current = [];
      parts.push(current);
    }
    current.push(token);
  }
  return parts;
}
