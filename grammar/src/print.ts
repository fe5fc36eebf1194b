/**
 * The canonical layout, used by `infomin fmt`.
 *
 * - 100 columns, two spaces of indentation, one space around operators and behind separators, `a..b` without.
 * - What the author wrote on one line stays on one line if it fits. A bracket the author broke behind its opening
 *   stays broken: the rows of a list or of arguments are the author's, the entries of a record get a line each,
 *   without commas. A bracket that does not fit is broken: lists and the names of an import are filled, arguments and
 *   entries get a line each.
 * - Operators that the author broke, or that do not fit, start a line each.
 * - An objective that does not fit, or was broken, has its sides on one line and its terms below.
 * - The `=` of neighbouring one-line declarations of a kind are aligned, and so are comments behind neighbouring lines.
 * - Comments stay; blank lines stay, at most one in a row.
 */
import type { Comment, Expression } from './ast.js';
import { kindOf } from './declarations/kinds.js';
import type { SourceFile } from './file.js';
import { all, type LaidLine, type Layout, layOut, sequence, trailing } from './layout.js';
import { parse } from './parse.js';
import { ExpressionPrinter } from './print-expressions.js';
import { DeclarationPrinter, type Printed } from './print-parts.js';
import type { SyntaxProblem } from './problems.js';
import { Source, shown } from './source.js';

/** Columns of the canonical layout. */
const WIDTH = 100;

/**
 * Prints a tree. Where something is missing a `?` stands.
 *
 * @param file the tree
 * @param comments the comments that were read with it
 * @param text the text it was read from: says where the author broke lines. Without it all is printed as if written
 *   on one line each, with blank lines between declarations of different kinds.
 */
export function print(file: SourceFile, comments: readonly Comment[] = [], text = ''): string {
  return new FilePrinter(file, new Source(text, comments)).print();
}

/** An expression on one line, without comments: the same text however the author laid it out. */
export function printExpression(expression: Expression): string {
  const layout = new ExpressionPrinter(new Source('', [])).print(expression);
  return layOut(layout, Number.POSITIVE_INFINITY)
    .map(({ code }) => code)
    .join('');
}

/** Formats a whole file. A text with syntax problems is given back as it is. */
export function format(text: string): { text: string; problems: readonly SyntaxProblem[] } {
  const source = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const { file, comments, problems } = parse(source);
  return { text: problems.length > 0 ? text : print(file, comments, source), problems };
}

class FilePrinter {
  private readonly declarations: DeclarationPrinter;
  private readonly lines: LaidLine[] = [];
  /** Neighbouring declarations of one kind, not written yet. */
  private run: Printed[] = [];

  constructor(
    private readonly file: SourceFile,
    private readonly source: Source,
  ) {
    this.declarations = new DeclarationPrinter(source, (comments) => this.hoisted(comments));
  }

  print(): string {
    this.fileDoc();
    this.file.declarations.forEach((declaration, i) => {
      const before = this.source.takeBefore(declaration.span.start);
      if (before.length > 0) this.flush();
      this.commentLines(before, true);
      const printed = kindOf(declaration).print(declaration, this.declarations);
      if (declaration.doc !== undefined) {
        this.flush();
        this.docLines(declaration.doc);
      }
      this.add(printed);
      const trailing = this.source.takeTrailing(declaration.span.end);
      const end = trailing.at(-1)?.span.end ?? declaration.span.end;
      if (trailing.length > 0) {
        const last = this.run.pop() ?? printed;
        this.run.push({ ...last, tail: all(last.tail, this.trailing(trailing)) });
      }
      if (this.apart(i, end)) this.blank();
    });
    this.flush();
    this.commentLines(this.source.takeBefore(Number.POSITIVE_INFINITY), false);
    return render(this.lines);
  }

  private trailing(comments: readonly Comment[]): Layout {
    return sequence(comments.map((comment) => trailing(shown(comment))));
  }

  /** Whether a blank line follows declaration `i`, which ends at `end`. */
  private apart(i: number, end: number): boolean {
    const next = this.file.declarations[i + 1];
    if (this.source.text !== '') return this.source.blankAfter(end);
    return next !== undefined && (next.kind !== this.file.declarations[i]?.kind || next.doc !== undefined);
  }

  // ── Lines ─────────────────────────────────────────────────────────────────────────────────────────────────────

  private add(printed: Printed): void {
    const [first] = this.run;
    if (first !== undefined && (first.keyword !== printed.keyword || !first.aligns)) this.flush();
    this.run.push(printed);
  }

  private blank(): void {
    this.flush();
    this.lines.push({ code: '', trailing: '' });
  }

  /** Writes the waiting declarations, with their `=` aligned where all of them stay on one line. */
  private flush(): void {
    const widest = longest(this.run.map((printed) => printed.head));
    const laid = (padded: boolean): LaidLine[][] =>
      this.run.map(({ head, tail, aligns }) =>
        layOut(all(padded && aligns ? head.padEnd(widest) : head, tail), WIDTH),
      );
    const aligned = laid(true);
    const fitting = aligned.every((lines) => lines.length === 1 && (lines[0]?.code.length ?? 0) <= WIDTH);
    for (const lines of fitting ? aligned : laid(false)) for (const line of lines) this.lines.push(line);
    this.run = [];
  }

  private docLines(doc: string): void {
    for (const text of doc.split('\n')) this.lines.push({ code: `/// ${text}`.trimEnd(), trailing: '' });
  }

  /** @param above whether a declaration follows: a `///` that was none of its documentation must not become it */
  private commentLines(comments: readonly Comment[], above: boolean): void {
    let touching = above;
    const lines: LaidLine[] = [];
    for (const comment of [...comments].reverse()) {
      const blank = this.source.blankAfter(comment.span.end);
      if (blank) touching = false;
      const text = shown(comment);
      const start = comment.span.start;
      const opens =
        this.source.text.slice(this.source.text.lastIndexOf('\n', start - 1) + 1, start).trim() === '';
      if (blank) lines.push({ code: '', trailing: '' });
      lines.push({ code: touching || !opens ? plain(text) : text, trailing: '' });
    }
    for (const line of lines.reverse()) this.lines.push(line);
  }

  /** Comments within the head of a declaration move above it. */
  private hoisted(comments: readonly Comment[]): void {
    if (comments.length > 0) this.flush();
    for (const comment of comments) this.lines.push({ code: plain(shown(comment)), trailing: '' });
  }

  private fileDoc(): void {
    const { doc, declarations } = this.file;
    if (doc === undefined) return;
    const place = this.docPlace();
    this.commentLines(this.source.takeBefore(place.start), false);
    this.docLines(doc);
    const first = declarations[0];
    const opens = first === undefined || kindOf(first).ofFile === true;
    if (!opens || first?.doc !== undefined || this.source.blankAfter(place.end)) {
      this.lines.push({ code: '', trailing: '' });
    }
  }

  /** Where the file's doc comment stands in the text. */
  private docPlace(): { start: number; end: number } {
    const place = { start: 0, end: 0 };
    const lines = (this.file.doc ?? '').split('\n').length;
    let found = 0;
    for (const match of this.source.text.matchAll(/^[^\S\n]*\/\/\/(?!\/)[^\n]*/gm)) {
      if (this.source.inComment(match.index + match[0].indexOf('/'))) continue;
      if (found === 0) place.start = match.index;
      place.end = match.index + match[0].length;
      if (++found === lines) break;
    }
    return place;
  }
}

function longest(texts: readonly string[]): number {
  return texts.reduce((most, { length }) => Math.max(most, length), 0);
}

/** A doc comment that documents nothing, as a plain one. */
function plain(comment: string): string {
  return comment.replace(/^\/\/\/(?!\/)/, '//');
}

/** Aligns the comments of neighbouring lines and joins all lines. */
function render(lines: readonly LaidLine[]): string {
  const kept = lines.filter(
    (each, i) => each.code !== '' || each.trailing !== '' || (i > 0 && lines[i - 1]?.code !== ''),
  );
  while (kept.at(-1)?.code === '' && kept.at(-1)?.trailing === '') kept.pop();
  let text = '';
  for (let i = 0; i < kept.length; ) {
    let end = i;
    while (kept[end]?.trailing !== undefined && kept[end]?.trailing !== '') end++;
    if (end === i) end++;
    const run = kept.slice(i, end);
    const widest = longest(run.map(({ code }) => code));
    for (const { code, trailing } of run)
      text += `${trailing === '' ? code : `${code.padEnd(widest)}  ${trailing}`}\n`;
    i = end;
  }
  return text;
}
