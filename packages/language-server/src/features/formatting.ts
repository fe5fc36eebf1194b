import { format } from '@infomin/grammar';
import type { TextEdit } from 'vscode-languageserver';
import { lineStart } from '../syntax/chunks.js';
import type { SyntaxFile } from '../syntax/file.js';

/** The edit that gives a file its canonical layout; none where its syntax is broken or nothing changes. */
export function formatting(file: SyntaxFile): TextEdit[] {
  const { text: before } = file;
  const { text: after, problems } = format(before);
  if (problems.length > 0 || after === before) return [];
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  // Whole lines, so that editors keep cursors and folds of the lines around.
  start = lineStart(before, start);
  let same = 0;
  const most = Math.min(before.length, after.length) - start;
  while (same < most && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  // A range that ends within a line break ends before it.
  if (before[before.length - same - 1] === '\r' && same > 0) same--;
  const end = before.length - same;
  return [{ range: file.range({ start, end }), newText: after.slice(start, after.length - same) }];
}
