/** From a text to its syntax tree, its syntax problems and its comments. Any text gives a result. */
import type { ILexingError, IRecognitionException, IToken } from 'chevrotain';
import type { Span } from './ast.js';
import { markKeywords, splitDeclarations } from './contextual.js';
import type { DeclarationCstNode } from './cst.js';
import type { Declaration } from './declarations/kinds.js';
import { findDeepBracket, findDeepNode, MAX_BRACKETS, MAX_NODES } from './depth.js';
import { attachDocs } from './docs.js';
import type { ParseResult } from './file.js';
import { readForeign } from './foreign.js';
import { lexer, parser } from './grammar.js';
import { readHabits } from './habits.js';
import type { Complaint, ProblemCode, SyntaxProblem } from './problems.js';
import { MAX_ERRORS } from './recovery.js';
import { endOf, OpenString, OtherComment } from './tokens.js';
import { TreeBuilder } from './tree.js';

/** Declarations that may be broken: going on behind an error takes a hundred times as long as reading what is right. */
const MAX_BROKEN = 200;

/**
 * Reads an infomin file.
 *
 * @param text the whole file
 * @returns a tree that is always whole, the problems in the order of the text, and the comments
 */
export function parse(text: string): ParseResult {
  const lexed = lexer.tokenize(text);
  const foreign = readForeign(lexed.tokens);
  const misused = markKeywords(lexed.tokens);
  const { parts, slips } = readHabits(splitDeclarations(lexed.tokens), text);
  const [stray, ...chunks] = parts;
  const { docs = [], comments = [], broken = [] } = lexed.groups;
  const trivia = [...docs, ...comments, ...broken].sort((a, b) => a.startOffset - b.startOffset);
  const attached = attachDocs(
    text,
    trivia,
    chunks.map((chunk) => chunk[0] as IToken),
  );

  const tree = new TreeBuilder();
  reportLexical(tree, text, lexed.errors, lexed.tokens, broken);
  for (const token of misused) {
    tree.report({ code: 'keyword-as-name', holes: { word: token.image } }, spanOf(token));
  }
  tree.problems.push(...foreign, ...slips);
  const first = stray?.[0];
  if (first !== undefined) {
    const holes = { expected: 'a declaration', found: `\`${first.image}\`` };
    tree.report({ code: 'unexpected-token', holes }, spanOf(first));
  }

  const declarations: Declaration[] = [];
  let brokenOnes = 0;
  chunks.forEach((chunk, i) => {
    const keyword = chunk[0] as IToken;
    if (brokenOnes >= MAX_BROKEN) {
      if (brokenOnes++ > MAX_BROKEN) return;
      tree.report({ code: 'too-many-broken', holes: { limit: MAX_BROKEN } }, spanOf(keyword));
      return;
    }
    const bracket = findDeepBracket(chunk);
    if (bracket !== undefined) {
      reportDepth(tree, spanOf(bracket), `${MAX_BRACKETS} brackets`);
      return;
    }
    const node = parseDeclaration(tree, chunk, chunks[i + 1]?.[0]);
    if (parser.errors.length > 0) brokenOnes++;
    const built = tree.declaration(node, keyword, attached.declarations.get(keyword.startOffset));
    // A tree is never deeper than it has tokens.
    const deep = built === undefined || chunk.length <= MAX_NODES ? undefined : findDeepNode(built);
    if (deep !== undefined) {
      reportDepth(tree, deep, `${MAX_NODES} calls and operators`);
      return;
    }
    if (built !== undefined) declarations.push(built);
  });

  return {
    file: { kind: 'file', doc: attached.file, declarations, span: { start: 0, end: text.length } },
    problems: withoutEchoes(tree.problems, text),
    comments: attached.comments,
  };
}

/** Problems that are not about what stands before and behind them. */
const ofCharacters: ReadonlySet<ProblemCode> = new Set([
  'unexpected-character',
  'unterminated-string',
  'unterminated-comment',
  'bad-escape',
  'bad-number',
  'number-too-large',
  'size-not-whole',
  'nested-too-deep',
]);

/** Problems in the order of the text, without those that only tell that the character before has no meaning. */
function withoutEchoes(problems: readonly SyntaxProblem[], text: string): SyntaxProblem[] {
  const sorted = [...problems].sort((a, b) => a.span.start - b.span.start);
  return sorted.filter(({ code, span }, i) => {
    const before = sorted[i - 1];
    if (ofCharacters.has(code) || before?.code !== 'unexpected-character') return true;
    return text.slice(before.span.end, span.start).trim() !== '';
  });
}

function reportDepth(tree: TreeBuilder, span: Span, limit: string): void {
  tree.report({ code: 'nested-too-deep', holes: { limit } }, span);
}

function parseDeclaration(
  tree: TreeBuilder,
  tokens: IToken[],
  following: IToken | undefined,
): DeclarationCstNode {
  parser.begin(tokens, following);
  const node = parser.declaration() as DeclarationCstNode;
  const seen = new Set<number>();
  const openString = tokens.find((token) => token.tokenType === OpenString);
  for (const error of parser.errors) {
    const span = placeOf(error, tokens);
    // Recovery may stumble over one token twice; its first complaint is the telling one.
    if (seen.has(span.start) || seen.size >= MAX_ERRORS) continue;
    // A string that is not closed has taken what is missing behind it.
    if (openString !== undefined && span.start > openString.startOffset) continue;
    seen.add(span.start);
    tree.report(parser.complaintOf(error), span);
  }
  return node;
}

/** Where an error is shown: at the token that does not fit or, where there is none, behind the last one. */
function placeOf(error: IRecognitionException, tokens: readonly IToken[]): Span {
  if (!Number.isNaN(error.token.startOffset)) return spanOf(error.token);
  const last = tokens.at(-1);
  const end = last === undefined ? 0 : endOf(last);
  return { start: end, end };
}

function reportLexical(
  tree: TreeBuilder,
  text: string,
  errors: readonly ILexingError[],
  tokens: readonly IToken[],
  openComments: readonly IToken[],
): void {
  for (const error of errors) {
    const span = { start: error.offset, end: error.offset + error.length };
    tree.report(unexpectedCharacter(text.slice(span.start, span.end)), span);
  }
  for (const comment of openComments) {
    const start = comment.startOffset;
    if (comment.tokenType === OtherComment) {
      tree.report(unexpectedCharacter('#'), { start, end: start + 1 });
      continue;
    }
    tree.report({ code: 'unterminated-comment', holes: {} }, { start, end: start + 2 });
  }
  for (const token of tokens) {
    if (token.tokenType !== OpenString) continue;
    tree.report({ code: 'unterminated-string', holes: {} }, spanOf(token));
  }
}

function spanOf(token: IToken): Span {
  return { start: token.startOffset, end: endOf(token) };
}

/** Characters people write for others that cannot be read as what they mean. */
const meant: Readonly<Record<string, string>> = {
  "'": 'strings stand in double quotes',
  '`': 'strings stand in double quotes',
  '“': 'strings stand in straight double quotes',
  '”': 'strings stand in straight double quotes',
  '#': 'comments start with `//`',
  '>': 'an operation is applied with `|>`',
  $: 'an environment variable is read by `env("NAME")`',
  '%': 'write a fraction, such as `0.5`',
  '@': 'names of packages stand in double quotes',
  '!': 'write `false` or `true`',
  '^': 'write a power of ten as `1e-3`',
};

function unexpectedCharacter(characters: string): Complaint {
  const first = String.fromCodePoint(characters.codePointAt(0) ?? 0);
  const shown = characters.length > 20 ? `${first}…` : characters;
  return { code: 'unexpected-character', holes: { characters: shown }, suggestion: meant[first] };
}
