import type { Diagnostic as Found } from '@infomin/compiler';
import { declaredNames, type Span } from '@infomin/grammar';
import { type CodeAction, CodeActionKind, type Range, type TextEdit } from 'vscode-languageserver';
import { lineStart } from '../syntax/chunks.js';
import type { SyntaxFile } from '../syntax/file.js';
import { diagnosticsOf, rangeOf, toDiagnostic } from '../workspace/diagnostics.js';
import type { Workspace } from '../workspace/workspace.js';

interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** There is no doubt that it is meant. */
  readonly preferred?: boolean;
}

/** Quick fixes of the diagnostics in a range. */
export function codeActions(workspace: Workspace, file: SyntaxFile, range: Range): CodeAction[] {
  return diagnosticsOf(workspace, file.path)
    .filter((diagnostic) => touch(rangeOf(diagnostic), range))
    .flatMap((diagnostic) =>
      fixesOf(file, diagnostic).map(({ title, edits, preferred = false }) => ({
        title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [toDiagnostic(workspace, diagnostic)],
        isPreferred: preferred,
        edit: { changes: { [file.document.uri]: [...edits] } },
      })),
    );
}

function touch(a: Range, b: Range): boolean {
  const before = (p: Range['end'], q: Range['start']) =>
    p.line < q.line || (p.line === q.line && p.character < q.character);
  return !before(a.end, b.start) && !before(b.end, a.start);
}

function fixesOf(file: SyntaxFile, diagnostic: Found): Fix[] {
  const { code, fix } = diagnostic;
  if (fix !== undefined) {
    const { span, text } = fix;
    const before = file.text.slice(span.start, span.end);
    const lines = text
      .trim()
      .split('\n')
      .map((line) => `\`${line}\``);
    const title =
      before === '' ? `Add ${lines.join(', ')}` : `Replace \`${before}\` with ${lines.join(', ')}`;
    return [{ title, edits: [{ range: file.range(span), newText: text }], preferred: true }];
  }
  switch (code) {
    case 'IM9002':
    case 'IM9003':
    case 'IM9010':
      return removal(file, diagnostic);
    case 'IM9004':
      return trainFixes(file, diagnostic);
    default:
      return [];
  }
}

/** Takes away what is not used: the declaration, or its name where others stand beside it. */
function removal(file: SyntaxFile, diagnostic: Found): Fix[] {
  const { start, end } = rangeOf(diagnostic);
  const span = { start: file.document.offsetAt(start), end: file.document.offsetAt(end) };
  const declaration = file.declarationAt(span.start);
  if (declaration === undefined) return [];
  const names = [...(declaration.kind === 'import' ? declaration.names : []), ...declaredNames(declaration)];
  const name = names.find((candidate) => candidate.span.start === span.start);
  if (names.length > 1) {
    // A name of `view (a, b)` stands for a result: it cannot go alone.
    if (declaration.kind !== 'import' || name === undefined) return [];
    const i = names.indexOf(name);
    const range =
      i === 0
        ? { start: name.span.start, end: names[1]!.span.start }
        : { start: names[i - 1]!.span.end, end: name.span.end };
    return [
      {
        title: `Remove \`${name.text}\``,
        edits: [{ range: file.range(range), newText: '' }],
        preferred: true,
      },
    ];
  }
  const title = name === undefined ? 'Remove this line' : `Remove \`${name.text}\``;
  const edits = [{ range: file.range(wholeLines(file, declaration.span)), newText: '' }];
  return [{ title, edits, preferred: diagnostic.code !== 'IM9002' }];
}

/** A declaration with its documentation and the break behind it, where nothing else stands on its lines. */
function wholeLines(file: SyntaxFile, { start, end }: Span): Span {
  const { text } = file;
  let from = lineStart(text, start);
  const behind = /^[ \t]*(?:\r\n|\n|\r|$)/.exec(text.slice(end));
  if (text.slice(from, start).trim() !== '' || behind === null) return { start, end };
  while (from > 0) {
    const above = lineStart(text, from - 1);
    if (!/^[ \t]*\/\/\//.test(text.slice(above, from))) break;
    from = above;
  }
  return { start: from, end: end + behind[0].length };
}

/** A `train` block for an objective that has none. */
function trainFixes(file: SyntaxFile, diagnostic: Found): Fix[] {
  const name = file.document.getText(rangeOf(diagnostic));
  const declaration = file.declarationAt(file.document.offsetAt(rangeOf(diagnostic).start));
  if (declaration === undefined) return [];
  const end = endOfLine(file, declaration.span.end);
  const block = `train ${name} {\n  epochs: 10\n}`;
  return [
    {
      title: `Add \`train ${name}\``,
      edits: [{ range: file.range({ start: end, end }), newText: `\n\n${block}` }],
      preferred: true,
    },
  ];
}

/** An offset, or the end of the comments that stand behind it on its line. */
function endOfLine({ text, comments }: SyntaxFile, offset: number): number {
  let end = offset;
  for (const { span } of comments)
    if (span.start >= end && /^[ \t]*$/.test(text.slice(end, span.start))) end = span.end;
  return end;
}
