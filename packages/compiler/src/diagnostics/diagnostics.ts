import { fillHoles, type HolesIn, type Position, type Span } from '@infomin/grammar';
import { visible, withoutSecrets } from '@infomin/plan';
import { withoutComments } from '../text/comments.js';
import type { Location } from '../text/source.js';
import { type Code, messages } from './catalogue/messages.js';

export type Severity = 'error' | 'warning';

/** Another place that has to do with a diagnostic: "`g` is declared here". */
export interface RelatedPlace {
  readonly message: string;
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

/** What is wrong with a file, where, and what to do. Lines and columns are counted from 1, in UTF-16 units. */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  readonly start: Position;
  /** Behind the last character. */
  readonly end: Position;
  /** What to do about it, as a sentence. */
  readonly suggestion?: string;
  readonly related?: readonly RelatedPlace[];
  /** An edit that mends it, in offsets of `file`. */
  readonly fix?: { readonly span: Span; readonly text: string };
}

/** What fills the holes of a code's message. */
export type HolesOf<C extends Code> = HolesIn<(typeof messages)[C]['message']>;

export interface More {
  readonly suggestion?: string | undefined;
  readonly related?: readonly { readonly message: string; readonly at: Location }[];
  /** Text to put in the place of `at`; of the diagnostic's own place where `at` is left out. */
  readonly fix?: { readonly text: string; readonly at?: Span } | undefined;
}

/** Fills the message of a catalogued diagnostic. */
function createDiagnostic<C extends Code>(
  code: C,
  at: Location,
  holes: HolesOf<C>,
  more: More = {},
): Diagnostic {
  const { severity, message } = messages[code];
  const fix = more.fix && { span: more.fix.at ?? at.span, text: more.fix.text };
  const replaced = fix ? at.source.text.slice(fix.span.start, fix.span.end) : '';
  return {
    code,
    severity,
    message: visible(fillHoles<string>(message, holes)),
    ...placeOf(at),
    ...(more.suggestion === undefined ? {} : { suggestion: visible(more.suggestion) }),
    ...(more.related === undefined || more.related.length === 0
      ? {}
      : { related: more.related.map(({ message, at }) => ({ message: visible(message), ...placeOf(at) })) }),
    // No edit takes a comment away.
    ...(fix && withoutComments(replaced) === replaced
      ? { fix: { span: offsetsIn(at.source, fix.span), text: fix.text } }
      : {}),
  };
}

function offsetsIn({ opening }: Location['source'], { start, end }: Span): Span {
  return { start: start - opening, end: end - opening };
}

function placeOf({ source, span }: Location): { file: string; start: Position; end: Position } {
  return { file: source.path, start: source.position(span.start), end: source.position(span.end) };
}

/** Gathers diagnostics; the same one told twice (a file is checked at every setting of its sweeps) is kept once. */
export class Diagnostics {
  private readonly known = new Map<string, Diagnostic>();
  private readonly variables = new Map<string, string>();

  /** From now on `env("NAME")` stands for what the variable holds. */
  hide(name: string, value: string): void {
    this.variables.set(name, value);
  }

  add<C extends Code>(code: C, at: Location, holes: HolesOf<C>, more?: More): void {
    const diagnostic = this.hidden(createDiagnostic(code, at, holes, more));
    const { file, start, end } = diagnostic;
    const key = JSON.stringify([code, file, start, end]);
    if (!this.known.has(key)) this.known.set(key, diagnostic);
  }

  private hidden(diagnostic: Diagnostic): Diagnostic {
    if (this.variables.size === 0) return diagnostic;
    const { message, suggestion } = diagnostic;
    return {
      ...diagnostic,
      message: withoutSecrets(message, this.variables),
      ...(suggestion !== undefined && { suggestion: withoutSecrets(suggestion, this.variables) }),
    };
  }

  get count(): number {
    return this.known.size;
  }

  has(code: Code): boolean {
    return [...this.known.values()].some((diagnostic) => diagnostic.code === code);
  }

  get hasErrors(): boolean {
    return [...this.known.values()].some((diagnostic) => diagnostic.severity === 'error');
  }

  /** By file, then by place. */
  list(): Diagnostic[] {
    return [...this.known.values()].sort(
      (a, b) =>
        compare(a.file, b.file) ||
        a.start.line - b.start.line ||
        a.start.column - b.start.column ||
        compare(a.code, b.code),
    );
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
