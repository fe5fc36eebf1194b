/** Wrong signs between the parts of a declaration, read as those that belong there, so that one slip is one problem. */
import type { IToken, TokenType } from 'chevrotain';
import { declarationKinds } from './declarations/kinds.js';
import { retype } from './foreign.js';
import { declarationStarts } from './keywords.js';
import { nearest } from './nearest.js';
import type { SyntaxProblem } from './problems.js';
import {
  Colon,
  Comma,
  DotDot,
  Equals,
  endOf,
  Identifier,
  inner,
  LCurly,
  LParen,
  LSquare,
  NumberToken,
  RCurly,
  RParen,
  RSquare,
  Semicolon,
  StringToken,
  Tilde,
  Unit,
  unitWords,
} from './tokens.js';

const openers: ReadonlySet<TokenType> = new Set([LParen, LSquare, LCurly]);
const closers: ReadonlySet<TokenType> = new Set([RParen, RSquare, RCurly]);

/** Reads the tokens of a declaration of a text, in place, as what they mean; what is to be told of it is the answer. */
export function readMarks(chunk: IToken[], text: string): SyntaxProblem[] {
  const slips = [...readSignBehindName(chunk), ...readInBrackets(chunk, text)];
  const last = chunk.at(-1);
  // Line ends carry no meaning, so nothing has to end a declaration.
  if (last?.tokenType === Semicolon && chunk.length > 1) {
    chunk.pop();
    slips.push(meaningless(last, '', 'leave it out: nothing ends a declaration'));
  }
  return slips;
}

/** What stands behind the name of a declaration, by the word that opens it, and what messages call the name. */
const signs = new Map(
  Object.values(declarationKinds).flatMap(({ kind, openers, thing, refersTo }) =>
    openers.map(({ token }) => {
      const [type, text] =
        kind === 'batch' ? [Tilde, '~'] : kind === 'sweep' ? [inner.in, 'in'] : [Equals, '='];
      const of = refersTo ?? thing;
      const name =
        kind === 'report' ? 'the title of a report' : of === undefined ? undefined : `the name of ${of}`;
      return [token, { kind, type: type as TokenType, text: text as string, name }] as const;
    }),
  ),
);

/** Reads `objective o: max f: …` as if `=` stood there, `batch b = m.train` as `~`, `sweep n = [1]` as `in`. */
function readSignBehindName(chunk: IToken[]): SyntaxProblem[] {
  const [opener, name, sign, next] = chunk;
  const meant = opener && signs.get(opener.tokenType);
  if (meant === undefined || sign === undefined || meant.name === undefined) return [];
  if (name?.tokenType !== Identifier && name?.tokenType !== StringToken) return [];
  const { kind, type, text } = meant;
  if (![Colon, Equals, Tilde].includes(sign.tokenType)) return [];
  if (kind === 'train') {
    if (next?.tokenType !== LCurly) return [];
    chunk.splice(2, 1);
    return [expected(`\`{\` after ${meant.name}`, sign, { suggestion: 'leave it out', fix: '' })];
  }
  if (sign.tokenType === type || (sign.tokenType === Colon && mayHaveType(kind, chunk))) return [];
  retype(sign, type);
  return [expected(`\`${text}\` after ${meant.name}`, sign, { suggestion: `write \`${text}\``, fix: text })];
}

/** Whether what stands behind the colon of `view v: …` may be a type: an `=` follows it, or is yet to be typed. */
function mayHaveType(kind: string, chunk: readonly IToken[]): boolean {
  if (kind !== 'view' && kind !== 'param') return false;
  const [, , , first, second] = chunk;
  if (first?.tokenType !== Identifier) return first === undefined || first.tokenType === Equals;
  return (
    second === undefined ||
    second.tokenType === LSquare ||
    chunk.some(({ tokenType }) => tokenType === Equals)
  );
}

/**
 * Inside brackets, reads `f(dim = 8)` and `{ epochs = 3 }` as if a colon stood there, `x[0:2]` as `x[0..2]`, semicolons
 * between items and entries as commas, and a word behind the number of an entry, `every: 1 epok`, as a unit.
 */
function readInBrackets(chunk: readonly IToken[], text: string): SyntaxProblem[] {
  const slips: SyntaxProblem[] = [];
  /** What each bracket that is open is for; `view (a, b)` holds no values. */
  const open: Purpose[] = [];
  chunk.forEach((token, i) => {
    const before = chunk[i - 1];
    if (openers.has(token.tokenType)) open.push(purpose(token, before));
    else if (closers.has(token.tokenType)) open.pop();
    const within = open.at(-1);
    if (within === undefined || within === 'names' || before === undefined) return;
    if (token.tokenType === Equals && before.tokenType === Identifier) {
      retype(token, Colon);
      slips.push({ code: 'equals-for-colon', holes: { name: before.image }, fix: ':', span: spanOf(token) });
    } else if (token.tokenType === Colon && within === 'index' && before.tokenType === NumberToken) {
      retype(token, DotDot);
      const suggestion = 'several channels are a range, its end excluded: `x[0..2]`';
      slips.push(expected('`]`', token, { suggestion, fix: '..' }));
    } else if (token.tokenType === Semicolon && within === 'items') {
      retype(token, Comma);
      slips.push(meaningless(token, ',', 'write `,`'));
    } else if (
      token.tokenType === Identifier &&
      within === 'items' &&
      before.tokenType === NumberToken &&
      // On a line of its own it is a key that is being typed.
      !text.slice(endOf(before), token.startOffset).includes('\n') &&
      chunk[i - 2]?.tokenType === Colon &&
      chunk[i + 1]?.tokenType !== Colon
    ) {
      retype(token, Unit);
      const fix = nearest(token.image, unitWords);
      const suggestion = fix ? `did you mean \`${fix}\`?` : 'a length is `2 epochs` or `500 steps`';
      slips.push(expected(`${Unit.LABEL} after \`${before.image}\``, token, { suggestion, fix }));
    }
  });
  return slips;
}

type Purpose = 'names' | 'arguments' | 'items' | 'index';

function purpose({ tokenType }: IToken, before: IToken | undefined): Purpose {
  if (before === undefined || declarationStarts.has(before.tokenType)) return 'names';
  if (tokenType === LParen) return 'arguments';
  const isIndex = tokenType === LSquare && [Identifier, RParen, RSquare].includes(before.tokenType);
  return isIndex ? 'index' : 'items';
}

interface Mend {
  readonly suggestion: string;
  readonly fix?: string | undefined;
}

function expected(what: string, found: IToken, mend: Mend): SyntaxProblem {
  const holes = { expected: what, found: `\`${found.image}\`` };
  return { code: 'unexpected-token', holes, ...mend, span: spanOf(found) };
}

function meaningless(token: IToken, fix: string, suggestion: string): SyntaxProblem {
  const holes = { characters: token.image };
  return { code: 'unexpected-character', holes, suggestion, fix, span: spanOf(token) };
}

function spanOf(token: IToken): { start: number; end: number } {
  return { start: token.startOffset, end: endOf(token) };
}
