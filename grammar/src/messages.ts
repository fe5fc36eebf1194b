/** What the parser says where it cannot go on, in the reader's words. */
import { EOF, type IParserErrorMessageProvider, type IToken, type TokenType } from 'chevrotain';
import { declarationKinds } from './declarations/kinds.js';
import { declarationStarts, keywordByText } from './keywords.js';
import type { Complaint } from './problems.js';
import { Colon, Identifier, NumberToken, RCurly, RParen, RSquare, StringToken } from './tokens.js';

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
  string: 'a string in double quotes',
  count: 'how many draws (an integer or a parameter)',
  dimension: 'a size (an integer or `?`)',
  space: 'a colour space such as `.YDbDr`, or `.?`',
  side: '`min` or `max`',
};

/** What the parser knows of the declaration it is in. */
export interface Reading {
  /** The token behind it, for the parser sees one declaration at a time. */
  following: IToken | undefined;
  /** What is wrong with it. */
  complaints: Complaint[];
}

/** Chevrotain takes texts only: the text of an error is the number of its complaint. */
export function createMessages(reading: Reading): IParserErrorMessageProvider {
  const say = (complaint: Complaint): string => String(reading.complaints.push(complaint) - 1);
  const found = (actual: IToken): string => {
    const token = actual.tokenType === EOF ? reading.following : actual;
    if (token === undefined) return 'the end of the file';
    return `\`${token.image.length > 30 ? `${token.image.slice(0, 30)}…` : token.image}\``;
  };
  const expect = (expected: string, actual: IToken, suggestion?: string): string =>
    say({ code: 'unexpected-token', holes: { expected, found: found(actual) }, suggestion });
  return {
    buildMismatchTokenMessage: ({ expected, actual, previous, ruleName }) => {
      if (expected === Identifier && keywordByText.has(actual.image)) {
        return say({ code: 'keyword-as-name', holes: { word: actual.image } });
      }
      return expect(describe(expected, actual, previous, ruleName), actual, hint(previous, actual, ruleName));
    },
    buildNotAllInputParsedMessage: ({ firstRedundant, ruleName }) =>
      expect(
        ruleName === 'declaration' ? 'an operator or the next declaration' : 'a declaration',
        firstRedundant,
      ),
    buildNoViableAltMessage: ({ actual, previous, ruleName }) => {
      const first = actual[0] ?? previous;
      const what = wanted[ruleName] ?? nameOf(ruleName) ?? 'something else';
      const quoted =
        ruleName === 'string' && first.tokenType === Identifier ? `write \`"${first.image}"\`` : undefined;
      return expect(`${what}${after(previous, first)}`, first, quoted);
    },
    buildEarlyExitMessage: ({ actual, previous, ruleName }) =>
      expect(wanted[ruleName] ?? nameOf(ruleName) ?? 'something else', actual[0] ?? previous),
  };
}

/** What to write instead, where another language's form is easily told. */
function hint(previous: IToken, actual: IToken, ruleName: string): string | undefined {
  const found = actual.image;
  switch (ruleName) {
    case 'index':
      return found === ','
        ? `several channels are a range, its end excluded: ${rangeFrom(previous)}`
        : undefined;
    case 'import':
      if (previous.tokenType !== Identifier || actual.tokenType === StringToken) return undefined;
      return found === ','
        ? `several names stand in braces: \`import { ${previous.image}, … } from "./file.infomin"\``
        : `\`import { ${previous.image} } from "./file.infomin"\` takes a declaration, \`use "package"\` a plugin`;
    case 'objective':
      return found === '(' ? `name the models first: \`max f: ${previous.image}(…)\`` : undefined;
    default:
      return undefined;
  }
}

/** A range of two channels, the first of which is written. */
function rangeFrom({ image, tokenType }: IToken): string {
  const first = tokenType === NumberToken ? Number(image) : 0;
  return `\`x[${first}..${first + 2}]\``;
}

function describe(expected: TokenType, actual: IToken, previous: IToken, ruleName: string): string {
  const name = nameOf(ruleName);
  const label = expected.LABEL ?? expected.name;
  if (expected === Identifier && name !== undefined) return name;
  if (expected === RParen || expected === RSquare || expected === RCurly) {
    return `${orElse[ruleName] ?? ''}${label}`;
  }
  const named = name !== undefined && previous.tokenType === Identifier && expected !== Colon;
  return named ? `${label} after ${name}` : `${label}${after(previous, actual)}`;
}

/** What stands behind the opening word in the rule of a declaration. */
function nameOf(ruleName: string): string | undefined {
  const kind = Object.values(declarationKinds).find((each) => each.kind === ruleName);
  const thing = kind?.refersTo ?? kind?.thing;
  return thing === undefined ? undefined : `the name of ${thing}`;
}

function after(previous: IToken, actual: IToken): string {
  const image: string | undefined = previous.image;
  if (image === undefined || image === '' || image.length > 20) return '';
  // Where tokens were skipped to go on, the "previous" token is the one that did not fit.
  if (declarationStarts.has(previous.tokenType) || previous.startOffset >= actual.startOffset) return '';
  return ` after \`${image}\``;
}
