/** Signs and quotes of other languages and of typesetting, read as what they mean, so that one slip is one problem. */
import type { IToken, TokenType } from 'chevrotain';
import { quote } from './literals.js';
import type { SyntaxProblem } from './problems.js';
import {
  DotDot,
  endOf,
  Minus,
  NumberToken,
  OtherSign,
  OtherString,
  Pipe,
  Star,
  StringToken,
  Tilde,
} from './tokens.js';

/** What stands for a sign; a dash is a minus unless it stands between two numbers. */
const meant: Readonly<Record<string, readonly [type: TokenType, text: string]>> = {
  '...': [DotDot, '..'],
  '…': [DotDot, '..'],
  '–': [DotDot, '..'],
  '—': [DotDot, '..'],
  '−': [Minus, '-'],
  '×': [Star, '*'],
  '·': [Star, '*'],
  '∼': [Tilde, '~'],
  '|': [Pipe, '|>'],
};

const uses: ReadonlyMap<TokenType, string> = new Map([
  [DotDot, 'a range is written'],
  [Pipe, 'an operation is applied with'],
]);

/** Reads tokens, in place, as what they mean; what is to be told of it is the answer. */
export function readForeign(tokens: readonly IToken[]): SyntaxProblem[] {
  return tokens.flatMap((token, i) => {
    const span = { start: token.startOffset, end: endOf(token) };
    if (token.tokenType === OtherString) {
      const fix = quote(token.image.slice(1, -1));
      retype(token, StringToken);
      const suggestion = `strings stand in double quotes: \`${fix}\``;
      return [{ ...unexpected(token.image.charAt(0)), suggestion, fix, span }];
    }
    if (token.tokenType !== OtherSign) return [];
    const isRange = [tokens[i - 1], tokens[i + 1]].every((each) => each?.tokenType === NumberToken);
    const [type, fix] = /[–—]/.test(token.image) && !isRange ? meant['−']! : meant[token.image]!;
    const suggestion = `${uses.get(type) ?? 'write'} \`${fix}\``;
    const problem = { ...unexpected(token.image), suggestion, fix, span };
    retype(token, type);
    // Trees take the sign of an operator from its text.
    if (token.image.length === fix.length) token.image = fix;
    return [problem];
  });
}

const unexpected = (characters: string) => ({ code: 'unexpected-character', holes: { characters } }) as const;

/** Makes a token one of another type. */
export function retype(token: IToken, type: TokenType): void {
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx!;
}
