/** How the parser goes on behind a broken place. */
import { CstParser, type IParserErrorMessageProvider, type IToken, type TokenType } from 'chevrotain';
import {
  allTokens,
  Colon,
  Comma,
  Equals,
  LCurly,
  LParen,
  LSquare,
  RCurly,
  RParen,
  RSquare,
  Semicolon,
  Tilde,
} from './tokens.js';

/** Broken places reported inside one declaration. */
export const MAX_ERRORS = 50;

/** Brackets above all: the parser is never inside one that `depth.ts` takes for closed. */
const structural: ReadonlySet<TokenType> = new Set([
  LParen,
  RParen,
  LSquare,
  RSquare,
  LCurly,
  RCurly,
  Comma,
  Semicolon,
  Colon,
  Equals,
  Tilde,
]);

/**
 * Chevrotain's recovery (a token put in or left out, or tokens skipped up to one that can follow), within bounds:
 * one declaration is parsed at a time, and recovery inside it does not run deep on garbage.
 */
export abstract class RecoveringParser extends CstParser {
  private errorCount = 0;

  constructor(messages: IParserErrorMessageProvider, validate: boolean) {
    super(allTokens, {
      recoveryEnabled: true,
      maxLookahead: 1,
      nodeLocationTracking: 'none',
      // The checks of the grammar take longer than all the rest; a test asks for them.
      skipValidations: !validate,
      errorMessageProvider: messages,
    });
  }

  /** Takes the tokens of one declaration. */
  begin(tokens: IToken[]): void {
    this.input = tokens;
    this.errorCount = 0;
  }

  /** To be called with each error. */
  countError(): void {
    this.errorCount++;
  }

  /** Whether a repetition may look for its next item: recovery recurses once for each broken one. */
  protected mayGoOn(): boolean {
    return this.errorCount < MAX_ERRORS;
  }

  /** A superfluous token may be dropped unless it gives the declaration its structure. */
  protected override canTokenTypeBeDeletedInRecovery(): boolean {
    return !structural.has(this.LA(1).tokenType);
  }
}
