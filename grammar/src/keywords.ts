/** The words of the language, by what they do. Which of them a place means is decided in `contextual.ts`. */
import type { TokenType } from 'chevrotain';
import { declarationKinds } from './declarations/kinds.js';
import { inner, literals } from './tokens.js';

const openers = Object.values(declarationKinds).flatMap((kind) => kind.openers);

/** Words that open a declaration. */
export const declarationKeywords: readonly string[] = openers.map(({ token }) => wordOf(token));

/** Words inside a declaration. */
const innerKeywords: readonly string[] = Object.keys(inner);

/** Words that are values. */
export const literalKeywords: readonly string[] = Object.keys(literals);

/** All keywords. After a `.` and before a `:` each of them is an ordinary name. */
export const keywords: readonly string[] = [...declarationKeywords, ...innerKeywords, ...literalKeywords];

/** The types that open a declaration. */
export const declarationStarts: ReadonlySet<TokenType> = new Set(openers.map(({ token }) => token));

/** Keyword types by the word. */
export const keywordByText: ReadonlyMap<string, TokenType> = new Map(
  [...declarationStarts, ...Object.values(inner), ...Object.values(literals)].map((token) => [
    wordOf(token),
    token,
  ]),
);

/** What opens a declaration, by the word. */
export const openerByText = new Map(openers.map((opener) => [wordOf(opener.token), opener]));

function wordOf({ name }: TokenType): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
