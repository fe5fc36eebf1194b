/** What the printer asks the text a tree was read from: its comments, line ends and blank lines. */
import type { Comment } from './ast.js';
import { blankLine, type Layout, newline, sequence, trailing } from './layout.js';

const restOfLine =
  /[^\S\n]*[,;]?[^\S\n]*(?:\/\*(?:(?!\*\/)[^\n])*\*\/[^\S\n]*)*[,;]?[^\S\n]*(?:\/\/[^\n]*)?\n[^\S\n]*\n/y;
const toLineEnd = /(?:[^\S\n]*[,;]?[^\S\n]*\/\*(?:(?!\*\/)[\s\S])*\*\/)*[^\S\n]*[,;]?[^\S\n]*(?:\n|$|\/\/)/y;

/** The comments of a file are handed out once, in order, to whatever is printed next to them. */
export class Source {
  private next = 0;

  /** Without the text (`''`) everything counts as written on one line. */
  constructor(
    readonly text: string,
    private readonly list: readonly Comment[],
  ) {}

  /** Whether a line ends between two offsets. */
  breaks(from: number, to: number): boolean {
    return this.text.slice(from, to).includes('\n');
  }

  /** Whether a comment stands between two items. */
  comments(from: number, to: number): boolean {
    return this.text.slice(from, to).includes('/');
  }

  /** Whether a blank line follows what ends at an offset, and the separator and comments behind it. */
  blankAfter(end: number): boolean {
    restOfLine.lastIndex = end;
    return restOfLine.test(this.text);
  }

  /** Whether an offset lies in one of the comments. */
  inComment(offset: number): boolean {
    return this.list.some(({ span }) => span.start <= offset && offset < span.end);
  }

  /** Takes the comments that start before an offset. */
  takeBefore(offset: number): Comment[] {
    const from = this.next;
    while ((this.list[this.next]?.span.start ?? Number.POSITIVE_INFINITY) < offset) this.next++;
    return this.list.slice(from, this.next);
  }

  /** Takes the comments that stand behind an offset and end its line. */
  takeTrailing(end: number): Comment[] {
    const taken: Comment[] = [];
    let edge = end;
    for (;;) {
      const comment = this.list[this.next];
      if (comment === undefined || comment.span.start < end) return taken;
      const between = this.text.slice(edge, comment.span.start);
      if (!/^[^\S\n]*[,;]?[^\S\n]*$/.test(between)) return taken;
      if (comment.block && !this.endsLine(comment.span.end)) return taken;
      taken.push(comment);
      edge = comment.span.end;
      this.next++;
    }
  }

  /** The layout of the comments before an offset, in front of what starts there. */
  leading(offset: number): Layout {
    const comments = this.takeBefore(offset);
    return sequence(
      comments.flatMap((comment) => {
        const inline =
          comment.block && !comment.text.includes('\n') && !this.breaks(comment.span.end, offset);
        if (inline) return [shown(comment), ' '];
        return [shown(comment), this.blankAfter(comment.span.end) ? blankLine : newline];
      }),
    );
  }

  /** The layout of the comments that end the line of what ends at an offset. */
  following(end: number): Layout {
    return sequence(this.takeTrailing(end).map((comment) => trailing(shown(comment))));
  }

  /** Whether nothing but a separator and comments stands between an offset and the end of its line. */
  private endsLine(offset: number): boolean {
    toLineEnd.lastIndex = offset;
    return toLineEnd.test(this.text);
  }
}

/** A comment's text as it is printed. */
export function shown(comment: Comment): string {
  return comment.block ? comment.text : comment.text.trimEnd();
}
