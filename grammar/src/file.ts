/** What a text is read to. */
import type { Comment, Node } from './ast.js';
import type { Declaration } from './declarations/kinds.js';
import type { SyntaxProblem } from './problems.js';

export interface SourceFile extends Node {
  readonly kind: 'file';
  /** Text of the `///` lines that open the file and belong to no declaration directly below them. */
  readonly doc: string | undefined;
  readonly declarations: readonly Declaration[];
}

export interface ParseResult {
  readonly file: SourceFile;
  readonly problems: readonly SyntaxProblem[];
  readonly comments: readonly Comment[];
}
