import { visibleWidth } from './style.js';

export interface TableOptions {
  /** Columns that are numbers, set flush right. */
  readonly right?: readonly number[];
  /** Put before every line. */
  readonly indent?: string;
}

/** Rows of cells as aligned columns, two spaces apart; no line ends in spaces. */
export function formatTable(rows: readonly (readonly string[])[], options: TableOptions = {}): string {
  const { right = [], indent = '' } = options;
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, visibleWidth(cell));
    });
  }
  return rows
    .map((row) => {
      const cells = row.map((cell, i) => {
        const space = ' '.repeat(widths[i]! - visibleWidth(cell));
        return right.includes(i) ? space + cell : cell + space;
      });
      return (indent + cells.join('  ')).trimEnd();
    })
    .join('\n');
}

/** Breaks a paragraph into lines of at most `width` characters, at spaces; longer words stand alone. */
export function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (line && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  if (line) lines.push(indent + line);
  return lines.join('\n');
}
