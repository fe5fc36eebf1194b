import {
  type Comment,
  type Declaration,
  declarationKeywords,
  type ParseResult,
  parse,
} from '@infomin/grammar';
import { moved } from './moved.js';

/** A stretch of a file that opens with a declaration (or with nothing, at its top), read by itself. */
export interface Chunk {
  readonly start: number;
  readonly text: string;
  /** Spans count from the start of the chunk. */
  readonly parsed: ParseResult;
}

/** Comments and strings are skipped; a keyword before a colon is a key. */
const pieces = new RegExp(
  `/\\*[\\s\\S]*?(?:\\*/|(?![\\s\\S]))|//[^\\n\\r]*|"(?:[^"\\\\\\n\\r]|\\\\.)*"?|^[ \\t]*(?:${declarationKeywords.join('|')})\\b(?![ \\t]*:)`,
  'gm',
);

/**
 * A text read declaration by declaration, so that after a keystroke only the one that changed is parsed: a declaration
 * keyword at the start of a line opens a new one whatever stands before it.
 */
export class Chunks {
  readonly list: readonly Chunk[];
  private whole: { declarations: readonly Declaration[]; comments: readonly Comment[] } | undefined;

  /** @param before the same file before the change */
  constructor(text: string, before?: Chunks) {
    const known = new Map<string, LazyChunk>();
    for (const chunk of before?.list ?? []) known.set(chunk.text, chunk as LazyChunk);
    const starts = chunkStarts(text);
    this.list = starts.map((start, i) => {
      const part = text.slice(start, starts[i + 1]);
      const same = known.get(part);
      if (same === undefined) return new LazyChunk(start, part);
      return same.start === start ? same : same.at(start);
    });
  }

  /** The chunk that an offset stands in; at the border of two, the first. */
  at(offset: number): Chunk {
    let found = this.list[0]!;
    for (const chunk of this.list) if (chunk.start < offset) found = chunk;
    return found;
  }

  /** The declarations of the file, with spans that count from its start. */
  get declarations(): readonly Declaration[] {
    return this.read().declarations;
  }

  get comments(): readonly Comment[] {
    return this.read().comments;
  }

  /** The declarations of the chunks that an offset stands in or at the border of: all that hold it, without a look at the others. */
  declarationsAround(offset: number): readonly Declaration[] {
    return this.list.flatMap((chunk, i) => {
      const { start, text } = chunk;
      return start <= offset && offset <= start + text.length ? declarationsOf(chunk, i === 0) : [];
    });
  }

  private read() {
    this.whole ??= {
      declarations: this.list.flatMap((chunk, i) => declarationsOf(chunk, i === 0)),
      comments: this.list.flatMap((chunk) => moved(chunk.parsed.comments, chunk.start)),
    };
    return this.whole;
  }
}

function declarationsOf({ parsed, start }: Chunk, opensFile: boolean): readonly Declaration[] {
  const { declarations, doc } = parsed.file;
  const found = moved(declarations, start);
  // What opens the text of a chunk is not what opens the file.
  if (opensFile || doc === undefined || found[0] === undefined) return found;
  return [{ ...found[0], doc: found[0].doc ?? doc }, ...found.slice(1)];
}

class LazyChunk implements Chunk {
  private result: ParseResult | undefined;

  constructor(
    readonly start: number,
    readonly text: string,
  ) {}

  get parsed(): ParseResult {
    this.result ??= parse(this.text);
    return this.result;
  }

  /** The same text at another place. */
  at(start: number): LazyChunk {
    const copy = new LazyChunk(start, this.text);
    copy.result = this.result;
    return copy;
  }
}

function chunkStarts(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(pieces)) {
    const first = match[0][0];
    if (first === '/' || first === '"') continue;
    const start = withDocs(text, match.index);
    if (start > starts.at(-1)!) starts.push(start);
  }
  return starts;
}

/** Where the line of an offset starts. */
export function lineStart(text: string, offset: number): number {
  // Searching from before the start would find a break at the very start.
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** The start of the comment lines directly above a line: its documentation is among them. */
function withDocs(text: string, start: number): number {
  for (let at = start; at > 0; ) {
    const above = lineStart(text, at - 1);
    if (!/^[ \t]*\/\//.test(text.slice(above, at))) return at;
    at = above;
  }
  return 0;
}
