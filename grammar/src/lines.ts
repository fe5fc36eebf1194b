/** Offsets and the lines and columns people and editors count. */

/** A place in a text, both counted from 1; the column counts UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface LineMap {
  readonly lineCount: number;
  /** The place of an offset; offsets outside the text are taken to its nearest end. */
  position(offset: number): Position;
  /** The offset of a place; a column behind the end of its line is taken to that end. */
  offset(position: Position): number;
  /** Where a line's text starts and ends, without its line break. Lines are counted from 1. */
  line(line: number): { readonly start: number; readonly end: number };
}

/** Reads the lines of a text once. `\n`, `\r\n` and `\r` end a line. */
export function lineMap(text: string): LineMap {
  const starts = [0];
  const ends: number[] = [];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) {
    ends.push(match.index);
    starts.push(match.index + match[0].length);
  }
  ends.push(text.length);

  const clampLine = (line: number): number => Math.min(Math.max(line, 1), starts.length) - 1;
  const line = (number: number): { start: number; end: number } => {
    const index = clampLine(number);
    return { start: starts[index] ?? 0, end: ends[index] ?? text.length };
  };

  return {
    lineCount: starts.length,
    line,
    offset: (position) => {
      const { start, end } = line(position.line);
      return Math.min(start + Math.max(position.column, 1) - 1, end);
    },
    position: (offset) => {
      const at = Math.min(Math.max(offset, 0), text.length);
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= at) low = middle;
        else high = middle - 1;
      }
      return { line: low + 1, column: at - (starts[low] ?? 0) + 1 };
    },
  };
}
