/** How the parser goes on behind a broken place. */
import { CstParser, type IParserErrorMessageProvider, type IToken } from 'chevrotain';
import { isBoundary } from './operators.js';
import { allTokens } from './tokens.js';

/** Broken places reported inside one declaration. */
export const MAX_ERRORS = 50;

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

  /**
   * A superfluous token may be dropped unless it bounds something. The nesting limit (`depth.ts`) relies on that:
   * no expression reaches across a boundary.
   */
  protected override canTokenTypeBeDeletedInRecovery(): boolean {
    return !isBoundary(this.LA(1).tokenType);
  }
}
