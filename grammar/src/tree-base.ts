/** What building a syntax tree keeps track of, and the parts that come from single tokens. */
import type { CstNode, IToken } from 'chevrotain';
import type { Missing, Name, Span } from './ast.js';
import type { Complaint, SyntaxProblem } from './problems.js';
import { endOf } from './tokens.js';

/** The children of a node that may have been recovered: each of them may be absent. */
export type Half<N extends CstNode> = { [K in keyof N['children']]?: N['children'][K] };

/**
 * Visits the nodes of a concrete tree in the order of the text, so that the end of the token visited last is the end of
 * whatever node is being built.
 */
export class Visit {
  readonly problems: SyntaxProblem[] = [];
  /** The end of the last token visited. */
  protected cursor = 0;

  /** The first of the tokens as a name; `undefined` where recovery made it up. */
  name(tokens: IToken[] | undefined): Name | undefined {
    const token = first(tokens);
    if (token === undefined || token.isInsertedInRecovery) return undefined;
    this.take(token);
    // A letter with its accent is one name, however it is encoded.
    return { text: token.image.normalize('NFC'), span: { start: token.startOffset, end: endOf(token) } };
  }

  /** An empty name at this place. */
  noName(): Name {
    return { text: '', span: this.here() };
  }

  missing(): Missing {
    return { kind: 'missing', span: this.here() };
  }

  /** The empty span behind what was visited last. */
  here(): Span {
    return { start: this.cursor, end: this.cursor };
  }

  /** The span from `start` to the end of what was visited last. */
  from(start: number): Span {
    return { start, end: Math.max(start, this.cursor) };
  }

  take(token: IToken | undefined): void {
    if (token === undefined || token.isInsertedInRecovery) return;
    this.cursor = Math.max(this.cursor, endOf(token));
  }

  takeAll(tokens: IToken[] | undefined): void {
    if (tokens !== undefined) for (const token of tokens) this.take(token);
  }

  report(complaint: Complaint, span: Span): void {
    this.problems.push({ ...complaint, span });
  }
}

/** The first of a concrete node's children of one name. */
export function first<T>(children: readonly T[] | undefined): T | undefined {
  return children?.[0];
}
