/** A marked place of a source. */
export interface Mark {
  /** Offset of its first character in the text without marks. */
  readonly start: number;
  /** Behind its last character; equal to `start` at a cursor, `⟦⟧`. */
  readonly end: number;
  /** The diagnostic that is expected there: `IM2002`. */
  readonly code?: string;
}

export interface Marked {
  /** The source without its marks. */
  readonly text: string;
  /** In the order in which they open. */
  readonly marks: readonly Mark[];
}

/**
 * Takes the marks out of a source: `⟦…⟧` marks a place, `⟦IM2002:…⟧` one where that diagnostic is expected, `⟦⟧` a
 * cursor. Marks may stand within one another, `⟦IM3001:⟦IM3002:x⟧⟧` where a place has two. Throws where one is not closed
 * or not opened.
 *
 * @example
 * marked('view v = b.image |> Noise(⟦IM3004:-1⟧)')
 * // { text: 'view v = b.image |> Noise(-1)', marks: [{ start: 26, end: 28, code: 'IM3004' }] }
 */
export function marked(source: string): Marked {
  let text = '';
  const marks: { start: number; end: number; code?: string }[] = [];
  const open: { start: number; end: number; code?: string }[] = [];
  let at = 0;
  for (const found of source.matchAll(/⟦(?:(IM\d{4}):)?|⟧/g)) {
    text += source.slice(at, found.index);
    at = found.index + found[0].length;
    if (found[0] === '⟧') {
      const mark = open.pop();
      if (mark === undefined) throw new Error(`a mark closes that was not opened: …${text.slice(-20)}⟧`);
      mark.end = text.length;
    } else {
      const mark = { start: text.length, end: -1, ...(found[1] === undefined ? {} : { code: found[1] }) };
      marks.push(mark);
      open.push(mark);
    }
  }
  if (open.length > 0) throw new Error(`a mark is not closed: ⟦${text.slice(open[0]!.start).slice(0, 20)}…`);
  return { text: text + source.slice(at), marks };
}
