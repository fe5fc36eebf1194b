/** A text in pieces of one look each, for pages that show code. */
import type { IToken } from 'chevrotain';
import { markKeywords } from './contextual.js';
import { lexer } from './grammar.js';
import { keywordByText } from './keywords.js';
import {
  BlockComment,
  DocComment,
  Dot,
  endOf,
  Identifier,
  LineComment,
  LParen,
  NumberToken,
  OpenComment,
  OpenString,
  StringToken,
  Unit,
} from './tokens.js';

/** What a piece is to a reader; `plain`: white space, marks, names of the file's own. */
export type PieceKind =
  | 'plain'
  | 'comment'
  | 'doc'
  | 'keyword'
  | 'number'
  | 'string'
  | 'symbol'
  | 'constructor';

export interface Piece {
  readonly kind: PieceKind;
  readonly text: string;
}

/** Cuts any text into pieces; joined, they are the text. */
export function highlight(text: string): Piece[] {
  const { tokens, groups } = lexer.tokenize(text);
  markKeywords(tokens);
  const kinds = new Map<IToken, PieceKind>(tokens.map((token, i) => [token, kindOf(tokens, i)]));
  for (const comment of Object.values(groups).flat()) kinds.set(comment, commentKind(comment));
  const pieces: Piece[] = [];
  let at = 0;
  const add = (kind: PieceKind, end: number) => {
    if (end > at) pieces.push({ kind, text: text.slice(at, end) });
    at = Math.max(at, end);
  };
  for (const [token, kind] of [...kinds].sort(([a], [b]) => a.startOffset - b.startOffset)) {
    if (kind === 'plain') continue;
    add('plain', token.startOffset);
    add(kind, endOf(token));
  }
  add('plain', text.length);
  return pieces;
}

function kindOf(tokens: readonly IToken[], i: number): PieceKind {
  const { tokenType: type, image } = tokens[i] as IToken;
  if (type === NumberToken) return 'number';
  if (type === StringToken || type === OpenString) return 'string';
  if (type === Unit) return 'keyword';
  if (type !== Identifier) return keywordByText.get(image) === type ? 'keyword' : 'plain';
  const before = tokens[i - 1];
  if (before?.tokenType === Dot && startsSymbol(tokens[i - 2], before)) return 'symbol';
  return tokens[i + 1]?.tokenType === LParen && /^\p{Lu}/u.test(image) ? 'constructor' : 'plain';
}

/** `.digit` is a symbol, `mnist.train` is not: there the dot follows on what has the member. */
function startsSymbol(owner: IToken | undefined, dot: IToken): boolean {
  return owner === undefined || endOf(owner) < dot.startOffset || /[([{,:=]$/.test(owner.image);
}

function commentKind({ tokenType }: IToken): PieceKind {
  if (tokenType === DocComment) return 'doc';
  return tokenType === LineComment || tokenType === BlockComment || tokenType === OpenComment
    ? 'comment'
    : 'plain';
}
