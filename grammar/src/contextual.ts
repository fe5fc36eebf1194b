/**
 * Keywords are contextual: `mnist.train`, `batch: 256`, `Clip(min: 0)`, `.max` use them as ordinary names.
 *
 * Where a keyword may stand no name may, and the other way round, so the neighbours of a word decide what it is and
 * the grammar needs no alternatives for it. The same pass splits the file into declarations: a declaration keyword is
 * never part of an expression, so whatever is broken inside one declaration cannot harm the next.
 */
import type { IToken, TokenType } from 'chevrotain';
import { declarationKinds } from './declarations/kinds.js';
import { declarationStarts, keywordByText } from './keywords.js';
import {
  Colon,
  Comma,
  Dot,
  Equals,
  Identifier,
  inner,
  LCurly,
  LParen,
  LSquare,
  NumberToken,
  OpenString,
  RCurly,
  RParen,
  RSquare,
  StringToken,
  Unit,
  unitWords,
} from './tokens.js';

/**
 * Marks keywords among the names of a token list, in place.
 *
 * @returns keywords that stand where a declaration has its name; they are left as names
 */
export function markKeywords(tokens: readonly IToken[]): IToken[] {
  const misused: IToken[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as IToken;
    if (token.tokenType !== Identifier) continue;
    if (isUnit(tokens, i)) {
      retype(token, Unit);
      continue;
    }
    const keyword = keywordByText.get(token.image);
    if (keyword === undefined) continue;
    if (isDeclaredName(tokens, i)) {
      misused.push(token);
    } else if (isKeyword(keyword, tokens, i)) {
      retype(token, keyword);
    }
  }
  return misused;
}

function retype(token: IToken, type: TokenType): void {
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx ?? token.tokenTypeIdx;
}

/** Whether the word at `i` is the unit of a length, `1 epoch`, and not the key of the next entry. */
function isUnit(tokens: readonly IToken[], i: number): boolean {
  const { image } = tokens[i] as IToken;
  return (
    unitWords.has(image) && tokens[i - 1]?.tokenType === NumberToken && tokens[i + 1]?.tokenType !== Colon
  );
}

/** Whether the word at `i` is the name of a declaration, as `head` is in `view head = …`. */
function isDeclaredName(tokens: readonly IToken[], i: number): boolean {
  const opener = tokens[i - 1]?.tokenType;
  const marks = opener === undefined ? undefined : marksBehindName.get(opener);
  return marks?.has(tokens[i + 1]?.image ?? '') ?? false;
}

/** What may stand behind the name of a declaration, by its opening word. */
const marksBehindName: ReadonlyMap<TokenType, ReadonlySet<string>> = new Map(
  Object.values(declarationKinds).flatMap(({ openers, afterName }) =>
    openers.map(({ token }) => [token, new Set(afterName ?? ['=', '~', ':'])]),
  ),
);
const anyMarkBehindName = new Set([...marksBehindName.values()].flatMap((marks) => [...marks]));

function isKeyword(keyword: TokenType, tokens: readonly IToken[], i: number): boolean {
  const before = tokens[i - 1]?.tokenType;
  const after = tokens[i + 1]?.tokenType;
  if (keyword === inner.from) {
    // `import { a } from …`, `import results from …`
    const named = before === Identifier && tokens[i - 2]?.tokenType === keywordByText.get('import');
    return (before === RCurly || named) && after !== Colon;
  }
  // `train o as name`; elsewhere it is a name like others.
  if (keyword === inner.as) return tokens[i - 2]?.tokenType === keywordByText.get('train');
  if (before === Dot) return declarationStarts.has(keyword) && opensDeclaration(tokens, i);
  // `norm: batch)` is a value, if a wrong one.
  const isValue =
    before !== undefined && valueBefore.has(before) && after !== undefined && valueAfter.has(after);
  if (isValue && declarationStarts.has(keyword)) return false;
  // `objective o = max: …` lacks its models; everywhere else a word before a colon is a key.
  if (after === Colon) return before === Equals && !declarationStarts.has(keyword);
  return true;
}

const valueBefore: ReadonlySet<TokenType> = new Set([Colon, Comma, LParen, LSquare]);
const valueAfter: ReadonlySet<TokenType> = new Set([Comma, RParen, RSquare, RCurly]);

/** Whether the word at `i`, although it follows a `.`, can only be the start of the next declaration. */
function opensDeclaration(tokens: readonly IToken[], i: number): boolean {
  const word = tokens[i + 1];
  const next = word?.tokenType;
  if (next === StringToken || next === OpenString || next === LCurly) return true;
  if (next !== Identifier || keywordByText.has(word?.image ?? '')) return false;
  const second = tokens[i + 2]?.image ?? '';
  return second !== ':' && anyMarkBehindName.has(second);
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
