/** What the parser says where it cannot go on, in the reader's words. */
import { EOF, type IParserErrorMessageProvider, type IToken, type TokenType } from 'chevrotain';
import {
  Colon,
  declarationStarts,
  Identifier,
  keywordByText,
  NumberToken,
  RCurly,
  RParen,
  RSquare,
} from './tokens.js';

/** What a rule describes, with its article. Rules that are not listed have no name a reader would use. */
const things: Readonly<Record<string, string>> = {
  param: 'a parameter',
  dataset: 'a dataset',
  batch: 'a batch',
  view: 'a view',
  model: 'a model',
  objective: 'an objective',
  train: 'a training',
  probe: 'a probe',
  sweep: 'a sweep',
  report: 'a report',
};

/** What else may stand where a closing bracket is missing. */
const orElse: Readonly<Record<string, string>> = {
  call: '`,` or ',
  list: '`,` or ',
  record: 'an entry `key: value` or ',
};

/** What is missing where none of a rule's alternatives fits. */
const wanted: Readonly<Record<string, string>> = {
  primary: 'an expression',
  declaration: 'a declaration',
  file: 'a declaration',
  view: 'the name of a view',
  string: 'a string in double quotes',
  dimension: 'a size (an integer or `?`)',
  side: '`min` or `max`',
};

export interface Messages extends IParserErrorMessageProvider {
  /** The token behind the declaration at hand, for the parser sees one declaration at a time. */
  following: IToken | undefined;
}

export function createMessages(onError: () => void): Messages {
  const found = (actual: IToken): string => {
    const token = actual.tokenType === EOF ? messages.following : actual;
    if (token === undefined) return 'the end of the file';
    return `\`${token.image.length > 30 ? `${token.image.slice(0, 30)}…` : token.image}\``;
  };
  const say = (what: string, actual: IToken): string => {
    onError();
    return `expected ${what}, found ${found(actual)}`;
  };
  const messages: Messages = {
    following: undefined,
    buildMismatchTokenMessage: ({ expected, actual, previous, ruleName }) => {
      if (expected === Identifier && keywordByText.has(actual.image)) {
        onError();
        return `\`${actual.image}\` is a keyword and cannot be a name`;
      }
      if (ruleName === 'symbol' && actual.tokenType === NumberToken) {
        onError();
        return `a decimal starts with a digit: write \`0.${actual.image}\``;
      }
      return say(describe(expected, actual, previous, ruleName), actual);
    },
    buildNotAllInputParsedMessage: ({ firstRedundant, ruleName }) => {
      onError();
      return ruleName === 'declaration'
        ? `expected an operator or the next declaration, found ${found(firstRedundant)}`
        : `expected a declaration, found ${found(firstRedundant)}`;
    },
    buildNoViableAltMessage: ({ actual, previous, ruleName }) => {
      const first = actual[0] ?? previous;
      return say(`${wanted[ruleName] ?? 'something else'}${after(previous, first)}`, first);
    },
    buildEarlyExitMessage: ({ actual, previous, ruleName }) =>
      say(wanted[ruleName] ?? 'something else', actual[0] ?? previous),
  };
  return messages;
}

function describe(expected: TokenType, actual: IToken, previous: IToken, ruleName: string): string {
  const thing = things[ruleName];
  const label = expected.LABEL ?? expected.name;
  if (expected === Identifier && thing !== undefined) {
    return ruleName === 'train' ? 'the name of an objective' : `the name of ${thing}`;
  }
  if (expected === RParen || expected === RSquare || expected === RCurly) {
    return `${orElse[ruleName] ?? ''}${label}`;
  }
  const named = thing !== undefined && previous.tokenType === Identifier && expected !== Colon;
  return named ? `${label} after the name of ${thing}` : `${label}${after(previous, actual)}`;
}

function after(previous: IToken, actual: IToken): string {
  const image: string | undefined = previous.image;
  if (image === undefined || image === '' || image.length > 20) return '';
  // Where tokens were skipped to go on, the "previous" token is the one that did not fit.
  if (declarationStarts.has(previous.tokenType) || previous.startOffset >= actual.startOffset) return '';
  return ` after \`${image}\``;
}
