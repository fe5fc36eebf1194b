import { type LineMap, lineMap, type Position, type Span } from '@infomin/grammar';

/** A text with a name: a file, or the value of a `--set`. */
export class Source {
  private lines: LineMap | undefined;

  constructor(
    /** As messages write it: the path as it was given, or `--set distance`. */
    readonly path: string,
    readonly text: string,
    /** How much of the text's start is no part of it: positions count from there. */
    readonly opening = 0,
  ) {}

  /** Whether it is a file, which paths within it are relative to. */
  get isFile(): boolean {
    return !this.path.startsWith('--set ');
  }

  /** Line and column of an offset, both counted from 1. */
  position(offset: number): Position {
    this.lines ??= lineMap(this.text.slice(this.opening));
    return this.lines.position(Math.max(0, offset - this.opening));
  }
}

/** A stretch of a source. */
export interface Location {
  readonly source: Source;
  readonly span: Span;
}
