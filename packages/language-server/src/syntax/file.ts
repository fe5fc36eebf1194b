import {
  type Comment,
  type Declaration,
  declaredNames,
  type ImportDeclaration,
  isNaming,
  type Name,
  type NamingDeclaration,
  type Span,
} from '@infomin/grammar';
import type { Location, Range } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type Chunk, Chunks } from './chunks.js';
import { moved } from './moved.js';
import { type Occurrence, occurrencesIn } from './occurrences.js';

/** A name and its declaration. Where they stand is worked out when it is asked for: completion goes through many. */
export class Declared {
  private placed: { readonly name: Name; readonly declaration: NamingDeclaration } | undefined;

  constructor(
    private readonly chunk: Chunk,
    private readonly which: Name,
    /** The declaration, with spans that mean nothing. */
    readonly shape: NamingDeclaration,
  ) {}

  get text(): string {
    return this.which.text;
  }

  /** With spans that count from the start of the file. */
  get name(): Name {
    return this.place().name;
  }

  /** With spans that count from the start of the file. */
  get declaration(): NamingDeclaration {
    return this.place().declaration;
  }

  private place() {
    const { start } = this.chunk;
    this.placed ??= { name: moved(this.which, start), declaration: moved(this.shape, start) };
    return this.placed;
  }
}

/** What a file says by its syntax alone; names are the same in the whole file, so this is enough to find them. */
export class SyntaxFile {
  readonly chunks: Chunks;
  private declaredNames: ReadonlyMap<string, Declared> | undefined;
  private importing: readonly ImportDeclaration[] | undefined;
  private found: readonly Occurrence[] | undefined;

  constructor(
    readonly path: string,
    readonly document: TextDocument,
    /** The same file before its last change. */
    before?: SyntaxFile,
  ) {
    this.chunks = new Chunks(document.getText(), before?.chunks);
  }

  static of(path: string, uri: string, text: string): SyntaxFile {
    return new SyntaxFile(path, TextDocument.create(uri, 'infomin', 0, text));
  }

  get text(): string {
    return this.document.getText();
  }

  get declarations(): readonly Declaration[] {
    return this.chunks.declarations;
  }

  get comments(): readonly Comment[] {
    return this.chunks.comments;
  }

  /** Names this file declares. */
  get declared(): ReadonlyMap<string, Declared> {
    if (this.declaredNames !== undefined) return this.declaredNames;
    const names = new Map<string, Declared>();
    for (const chunk of this.chunks.list) {
      for (const shape of chunk.parsed.file.declarations) {
        // The first declaration of a name counts.
        if (!isNaming(shape)) continue;
        for (const name of declaredNames(shape)) {
          if (!names.has(name.text)) names.set(name.text, new Declared(chunk, name, shape));
        }
      }
    }
    this.declaredNames = names;
    return names;
  }

  /** Its imports, with spans that mean nothing. */
  get imports(): readonly ImportDeclaration[] {
    this.importing ??= this.shapes.filter((declaration) => declaration.kind === 'import');
    return this.importing;
  }

  /** Its declarations, with spans that mean nothing. */
  get shapes(): readonly Declaration[] {
    return this.chunks.list.flatMap(({ parsed }) => parsed.file.declarations);
  }

  /** Every place that declares, imports or uses a name. */
  get occurrences(): readonly Occurrence[] {
    this.found ??= this.declarations.flatMap((declaration) => occurrencesIn(declaration));
    return this.found;
  }

  /** The declaration around an offset. */
  declarationAt(offset: number): Declaration | undefined {
    return this.chunks.declarationsAround(offset).find(holds(offset));
  }

  /** The name that stands at an offset. */
  occurrenceAt(offset: number): Occurrence | undefined {
    return this.chunks
      .declarationsAround(offset)
      .flatMap((declaration) => occurrencesIn(declaration))
      .find(holds(offset));
  }

  range({ start, end }: Span): Range {
    return { start: this.document.positionAt(start), end: this.document.positionAt(end) };
  }

  location(span: Span): Location {
    return { uri: this.document.uri, range: this.range(span) };
  }
}

const holds =
  (offset: number) =>
  ({ span }: { readonly span: Span }) =>
    span.start <= offset && offset <= span.end;
