import { textWidth } from '@infomin/plugin';

/** A table of text, for the terminal and for the page. */
export interface Grid {
  /** Several lines of heading, each as wide as the table. */
  readonly head: readonly (readonly string[])[];
  readonly body: readonly (readonly Cell[])[];
  /** Lines below a rule, such as chance. */
  readonly foot: readonly (readonly Cell[])[];
}

export interface Cell {
  readonly text: string;
  /** The best of its column. */
  readonly best?: boolean;
  /** A probe says of its own value that it is not to be trusted. */
  readonly doubtful?: boolean;
}

const MARKS = 2;

/** The first column to the left, the others to the right, the marks outside of the digits. */
export function gridText({ head, body, foot }: Grid): string {
  const rows = [...head.map((row) => row.map((text) => ({ text }))), ...body, ...foot];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => textWidth(row[column]!.text))));
  const line = (row: readonly Cell[]) =>
    row
      .map(({ text, best, doubtful }: Cell, column) => {
        const space = ' '.repeat(widths[column]! - textWidth(text));
        return column === 0
          ? text + space
          : space + text + `${best ? '*' : ''}${doubtful ? '?' : ''}`.padStart(MARKS);
      })
      .join('  ')
      .trimEnd();
  const rule = '─'.repeat(Math.max(...rows.map((row) => textWidth(line(row)))));
  const plain = (texts: readonly string[]) => line(texts.map((text) => ({ text })));
  return [
    ...head.map(plain),
    rule,
    ...body.map(line),
    ...(foot.length > 0 ? [rule] : []),
    ...foot.map(line),
  ].join('\n');
}

export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => entities[character]!);
}

/** A `<table>`, the best of a column in bold, what is doubtful with `?`. */
export function gridHtml({ head, body, foot }: Grid): string {
  const row = (cells: readonly Cell[], tag: 'td' | 'th') => {
    const inside = cells.map(({ text, best, doubtful }, column) => {
      const element = column === 0 ? 'th' : tag;
      const marked = escapeHtml(doubtful ? `${text} ?` : text);
      const content = best ? `<strong>${marked}</strong>` : marked;
      const align = column === 0 ? 'left' : 'right';
      return `<${element} style="text-align:${align};padding:.2em .8em">${content}</${element}>`;
    });
    return `<tr>${inside.join('')}</tr>`;
  };
  const section = (name: string, rows: readonly string[]) =>
    rows.length > 0 ? `<${name}>${rows.join('')}</${name}>` : '';
  return [
    '<table>',
    section(
      'thead',
      head.map((texts) =>
        row(
          texts.map((text) => ({ text })),
          'th',
        ),
      ),
    ),
    section(
      'tbody',
      body.map((cells) => row(cells, 'td')),
    ),
    section(
      'tfoot',
      foot.map((cells) => row(cells, 'td')),
    ),
    '</table>',
  ].join('');
}

/** Sentences below a table or a plot. */
export function notesHtml(notes: readonly string[]): string {
  return notes.map((note) => `<p><small>${escapeHtml(note)}</small></p>`).join('');
}
