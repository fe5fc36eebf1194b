/** Which tokens may stand at a place: what an editor asks the grammar before it proposes anything. */
import type { IToken } from 'chevrotain';
import { markKeywords, splitDeclarations } from './contextual.js';
import { lexer, parser } from './grammar.js';
import { declarationStarts, keywordByText } from './keywords.js';
import { endOf, Identifier, NumberToken, OpenString, StringToken } from './tokens.js';

/** A token that may come next. */
export interface NextToken {
  /** Its name in the grammar: `Identifier`, `Number`, `Comma`, `View`. */
  readonly token: string;
  /** What messages call it: `a name`, `` `|>` ``. */
  readonly label: string;
  /** The word, if it is a keyword. */
  readonly keyword: string | undefined;
  /** The rules of the grammar it would stand in, from the outermost: `file`, `declaration`, `view`, `expression`… */
  readonly rules: readonly string[];
}

export interface NextTokens {
  /** Where the word at the cursor starts, or the cursor itself: what a proposal replaces. */
  readonly start: number;
  /** Each token once, in the order of the grammar. Empty inside strings and comments. */
  readonly tokens: readonly NextToken[];
}

/**
 * Asks the parser what may stand at a place, whatever stands behind it.
 *
 * Only the declaration at the cursor is read. If it is broken before the cursor, nothing is known and the list is
 * empty.
 *
 * @param text the whole file
 * @param offset the cursor
 */
export function nextTokens(text: string, offset: number): NextTokens {
  const lexed = lexer.tokenize(text);
  markKeywords(lexed.tokens);
  const { docs = [], comments = [], broken = [] } = lexed.groups;
  const within = (token: IToken): boolean => token.startOffset < offset && offset < endOf(token);
  const atEnd = (token: IToken): boolean => endOf(token) === offset;
  const inComment = [...docs, ...comments, ...broken].some(
    (token) => within(token) || (atEnd(token) && !token.image.endsWith('*/')),
  );
  const tokens = lexed.tokens.filter((token) => token.startOffset < offset);
  const last = tokens.at(-1);
  const inString =
    last !== undefined &&
    ((last.tokenType === StringToken && within(last)) ||
      (last.tokenType === OpenString && (within(last) || atEnd(last))));
  if (inComment || inString) return { start: offset, tokens: [] };

  let start = offset;
  if (last !== undefined && isWord(last) && (within(last) || atEnd(last))) {
    start = last.startOffset;
    tokens.pop();
  }
  const declaration = splitDeclarations(tokens).at(-1) ?? [];
  // What stands before the first declaration is no declaration.
  const read =
    declaration[0] !== undefined && declarationStarts.has(declaration[0].tokenType) ? declaration : [];
  const paths = parser.computeContentAssist('file', read);
  const word = read.at(-1);
  if (word?.tokenType === Identifier && paths.some(({ ruleStack }) => ruleStack.at(-1) === 'argument')) {
    // The parser looks no further than the argument's name the word may be: ask again for a value in its place.
    const literal = { ...word, tokenType: NumberToken, tokenTypeIdx: NumberToken.tokenTypeIdx ?? 0 };
    paths.push(...parser.computeContentAssist('file', [...read.slice(0, -1), literal]));
  }
  const seen = new Map<string, NextToken>();
  for (const { nextTokenType, ruleStack } of paths) {
    const { name, LABEL } = nextTokenType;
    if (nextTokenType === OpenString || seen.has(name)) continue;
    const keyword = [...keywordByText].find(([, type]) => type === nextTokenType)?.[0];
    seen.set(name, { token: name, label: LABEL ?? name, keyword, rules: ruleStack });
  }
  return { start, tokens: [...seen.values()] };
}

function isWord(token: IToken): boolean {
  return token.tokenType === Identifier || keywordByText.get(token.image) === token.tokenType;
}
