/**
 * Which doc comment belongs to what.
 *
 * The `///` lines directly above a declaration are its own; plain comments may stand between, a blank line may not.
 * The first block of `///` lines belongs to the file if a blank line follows it or if `use` or `import` does.
 * A `///` that belongs to nothing, or stands behind code on its line, is an ordinary comment.
 */
import type { IToken, TokenType } from 'chevrotain';
import type { Comment } from './ast.js';
import { declarationKinds } from './declarations/kinds.js';
import { DocComment, endOf } from './tokens.js';

const ofFile: ReadonlySet<TokenType> = new Set(
  Object.values(declarationKinds).flatMap((kind) =>
    kind.ofFile ? kind.openers.map(({ token }) => token) : [],
  ),
);

export interface Docs {
  readonly file: string | undefined;
  /** By the offset of the declaration. */
  readonly declarations: ReadonlyMap<number, string>;
  /** Everything else, in the order of the text. */
  readonly comments: readonly Comment[];
}

/**
 * @param trivia comments and doc comments in the order of the text
 * @param starts the first token of each declaration
 */
export function attachDocs(text: string, trivia: readonly IToken[], starts: readonly IToken[]): Docs {
  const claimed = new Set<IToken>();
  const declarations = new Map<number, string>();
  const isDoc = (token: IToken): boolean =>
    token.tokenType === DocComment && opensLine(text, token.startOffset);

  let next = 0;
  for (const start of starts) {
    while ((trivia[next]?.startOffset ?? Number.POSITIVE_INFINITY) < start.startOffset) next++;
    const block: IToken[] = [];
    let edge = start.startOffset;
    for (let i = next - 1; i >= 0; i--) {
      const token = trivia[i] as IToken;
      if (!adjacent(text, endOf(token), edge)) break;
      edge = token.startOffset;
      if (isDoc(token)) block.push(token);
    }
    if (block.length === 0) continue;
    block.reverse();
    for (const token of block) claimed.add(token);
    declarations.set(start.startOffset, docText(block));
  }

  let file: string | undefined;
  const opening = starts[0];
  const firstDoc = trivia.findIndex(isDoc);
  const top = trivia[firstDoc];
  if (top !== undefined && (opening === undefined || top.startOffset < opening.startOffset)) {
    if (!claimed.has(top)) {
      const block = [top];
      for (let i = firstDoc + 1; i < trivia.length; i++) {
        const token = trivia[i] as IToken;
        if (claimed.has(token) || !adjacent(text, endOf(trivia[i - 1] as IToken), token.startOffset)) break;
        if (isDoc(token)) block.push(token);
      }
      for (const token of block) claimed.add(token);
      file = docText(block);
    } else if (opening !== undefined && ofFile.has(opening.tokenType)) {
      file = declarations.get(opening.startOffset);
      declarations.delete(opening.startOffset);
    }
  }

  const comments = trivia
    .filter((token) => !claimed.has(token))
    .map((token) => ({
      text: token.image,
      block: token.image.startsWith('/*'),
      span: { start: token.startOffset, end: endOf(token) },
    }));
  return { file, declarations, comments };
}

function docText(block: readonly IToken[]): string {
  return block.map((token) => token.image.slice(3).replace(/^ /, '').trimEnd()).join('\n');
}

/** Nothing but white space, and no blank line, stands between two offsets. */
function adjacent(text: string, from: number, to: number): boolean {
  const between = text.slice(from, to);
  return between.trim() === '' && (between.match(/\r\n|\n|\r/g)?.length ?? 0) < 2;
}

function opensLine(text: string, offset: number): boolean {
  for (let i = offset - 1; i >= 0; i--) {
    const character = text[i] as string;
    if (character === '\n' || character === '\r') return true;
    if (character.trim() !== '') return false;
  }
  return true;
}
