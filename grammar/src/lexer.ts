import { Lexer, type TokenType } from 'chevrotain';
import { keywordByText } from './keywords.js';
import { lexed, Unit } from './tokens.js';

export const allTokens: TokenType[] = [...lexed, ...keywordByText.values(), Unit];

/**
 * Makes the lexer. Its own checks of the token definitions take most of its start-up time, so only a test asks
 * for them.
 */
export function createLexer(validate = false): Lexer {
  return new Lexer(allTokens, {
    positionTracking: 'onlyOffset',
    skipValidations: !validate,
    ensureOptimizations: validate,
  });
}
