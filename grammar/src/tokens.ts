/** The tokens of the language. Their labels are what messages and syntax diagrams call them. */
import { createToken, type IToken, Lexer, type TokenType } from 'chevrotain';

// A hint names the characters that can start a token; the lexer sorts those above 255 into buckets of 255.
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_'];
const digits = [...'0123456789'];
const beyondAscii = [
  ...Array.from({ length: 128 }, (_, i) => 128 + i),
  ...Array.from({ length: 257 }, (_, i) => 256 + 255 * i).filter((code) => code <= 0xffff),
  0xffff,
];

function token(
  name: string,
  label: string,
  pattern: RegExp | string,
  start_chars_hint: (string | number)[],
  group?: string,
): TokenType {
  const common = { name, label, pattern, start_chars_hint, line_breaks: false };
  return createToken(group === undefined ? common : { ...common, group });
}

const mark = (name: string, text: string): TokenType => token(name, `\`${text}\``, text, [text.charAt(0)]);

const WhiteSpace = token(
  'WhiteSpace',
  'white space',
  /\s+/,
  [...' \t\n\r\v\f', ...beyondAscii],
  Lexer.SKIPPED,
);
export const DocComment = token('DocComment', 'a doc comment', /\/\/\/(?!\/)[^\r\n]*/, ['/'], 'docs');
export const LineComment = token('LineComment', 'a comment', /\/\/[^\r\n]*/, ['/'], 'comments');
export const BlockComment = token('BlockComment', 'a comment', /\/\*[\s\S]*?\*\//, ['/'], 'comments');
/** A block comment without an end takes the rest of the text. */
export const OpenComment = token('OpenComment', 'a comment', /\/\*[\s\S]*/, ['/'], 'broken');

const name = /[\p{L}_][\p{L}\p{M}\p{N}_]*/uy;

/** A letter or `_`, then letters, digits, `_`. Keywords are lexed as names and told apart afterwards. */
export const Identifier = createToken({
  name: 'Identifier',
  label: 'a name',
  // A function, for the lexer would drop the `u` flag of a plain pattern.
  pattern: (text, offset) => {
    name.lastIndex = offset;
    return name.exec(text);
  },
  start_chars_hint: [...letters, ...beyondAscii],
  line_breaks: false,
});
/**
 * Takes a tail of letters and a decimal without its digits, too, so that `12px`, `.5` and `5.` are broken numbers and not a
 * number and a name, or a dot and a number.
 */
export const NumberToken = token(
  'Number',
  'a number',
  /(?:\d[\d_]*(?:\.\d[\d_]*|\.(?![^\s,)\]}]))?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?\w*/,
  [...digits, '.'],
);
export const StringToken = token('String', 'a string', /"[^"\\\r\n]*(?:\\[^\r\n][^"\\\r\n]*)*"/, ['"']);
/** A string without its closing quote takes the rest of the line, and is read as if it had one. */
export const OpenString = token('OpenString', 'a string', /"[^"\\\r\n]*(?:\\[^\r\n][^"\\\r\n]*)*\\?/, ['"']);

/** A string in the quotes of other languages: see `foreign.ts`. */
export const OtherString = token(
  'OtherString',
  'a string',
  /'[^'\\\r\n]*(?:\\[^\r\n][^'\\\r\n]*)*'|`[^`\r\n]*`|[“”„][^“”„\r\n]*[“”]/,
  ["'", '`', ...beyondAscii],
);
/** A comment as other languages write it. */
export const OtherComment = token('OtherComment', 'a comment', /#[^\r\n]*/, ['#'], 'broken');
/** A sign of other languages, or of typesetting, that stands for one of the language. */
export const OtherSign = token('OtherSign', 'a sign', /\.\.\.(?=[\s\d])|[…–−×·∼|]/, [
  '.',
  '|',
  ...beyondAscii,
]);

export const Pipe = mark('Pipe', '|>');
export const DotDot = mark('DotDot', '..');
export const Dot = mark('Dot', '.');
export const Comma = mark('Comma', ',');
export const Semicolon = mark('Semicolon', ';');
export const Colon = mark('Colon', ':');
export const Equals = mark('Equals', '=');
export const Tilde = mark('Tilde', '~');
export const Question = mark('Question', '?');
export const Plus = mark('Plus', '+');
export const Minus = mark('Minus', '-');
export const Star = mark('Star', '*');
export const Slash = mark('Slash', '/');
export const LParen = mark('LParen', '(');
export const RParen = mark('RParen', ')');
export const LSquare = mark('LSquare', '[');
export const RSquare = mark('RSquare', ']');
export const LCurly = mark('LCurly', '{');
export const RCurly = mark('RCurly', '}');

/** The token type of a word of the language. It has no pattern of its own: see `contextual.ts`. */
export function keyword(word: string): TokenType {
  return createToken({
    name: word.charAt(0).toUpperCase() + word.slice(1),
    label: `\`${word}\``,
    pattern: Lexer.NA,
  });
}

/** Words inside a declaration. */
export const inner = {
  min: keyword('min'),
  max: keyword('max'),
  in: keyword('in'),
  from: keyword('from'),
  as: keyword('as'),
};

/** Behind a number, `1 epoch`, `500 steps`; elsewhere these words are names. */
export const Unit = createToken({ name: 'Unit', label: '`epochs` or `steps`', pattern: Lexer.NA });
export const unitWords: ReadonlySet<string> = new Set(['epoch', 'epochs', 'step', 'steps']);

/** Words that are values. */
export const literals = { true: keyword('true'), false: keyword('false') };

/** In the order the lexer tries them. */
export const lexed = [
  WhiteSpace,
  Identifier,
  NumberToken,
  StringToken,
  OpenString,
  DocComment,
  LineComment,
  BlockComment,
  OpenComment,
  OtherComment,
  OtherString,
  Pipe,
  OtherSign,
  DotDot,
  Dot,
  Comma,
  Semicolon,
  Colon,
  Equals,
  Tilde,
  Question,
  Plus,
  Minus,
  Star,
  Slash,
  LParen,
  RParen,
  LSquare,
  RSquare,
  LCurly,
  RCurly,
];

/** The offset behind a token. */
export function endOf(token: IToken): number {
  return token.startOffset + token.image.length;
}
