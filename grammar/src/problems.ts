/** What can be wrong with a text. */
import type { Span } from './ast.js';

/** What each problem says; `{…}` are holes that the place which reports it fills. */
export const problemMessages = {
  'unexpected-character': '`{characters}` means nothing here',
  'unterminated-string': 'this string has no closing `"` on its line',
  'unterminated-comment': 'this comment has no `*/`',
  'bad-escape':
    '`{escape}` is not an escape; there are `\\n`, `\\t`, `\\"`, `\\\\`, `\\u{1F600}` and `\\u00E9`',
  'bad-number': '`{number}` is not a number',
  'number-too-large': '`{number}` is larger than {kind} can be',
  'size-not-whole': '`{size}` is not a size: sizes are integers',
  'unexpected-token': 'expected {expected}, found {found}',
  'keyword-as-name': '`{word}` is a keyword and cannot be a name',
  'decimal-without-zero': 'a decimal starts with a digit: write `{number}`',
  'second-range': 'a range has two ends, found a second `..`',
  'equals-for-colon': 'a name and its value are separated by a colon: `{name}: …`',
  'keyword-missing':
    'a declaration opens with its keyword, as in `dataset {name} = …`; here is none before `{name}`',
  'no-keyword': '`{word}` opens no declaration',
  'nested-too-deep': 'this is nested too deeply: more than {limit} within one another',
  'too-many-broken': 'more than {limit} declarations are broken; what follows is not read',
} as const;

export type ProblemCode = keyof typeof problemMessages;

/** The names between braces in a message; they start with a small letter. */
export type Holes<Message extends string> = Message extends `${string}{${infer Hole}}${infer Rest}`
  ? (Hole extends Capitalize<Hole> ? never : Hole) | Holes<Rest>
  : never;

export type HolesIn<Message extends string> = Readonly<Record<Holes<Message>, string | number>>;

/** A message with its holes filled. */
export function fillHoles<Message extends string>(message: Message, holes: HolesIn<Message>): string {
  return message.replaceAll(/\{([a-z]\w*)\}/g, (_, hole: Holes<Message>) => String(holes[hole]));
}

/** What is wrong, without its place. */
export type Complaint = {
  readonly [C in ProblemCode]: {
    /** Which rule was broken; the compiler's catalogue turns it into a diagnostic. */
    readonly code: C;
    readonly holes: HolesIn<(typeof problemMessages)[C]>;
    /** What to do about it. */
    readonly suggestion?: string | undefined;
    /** What is meant by the text at the place: it is read as that. */
    readonly fix?: string | undefined;
  };
}[ProblemCode];

/** What the lexer or the parser could not read. */
export type SyntaxProblem = Complaint & { readonly span: Span };

/** A problem in the reader's words: what was found and what may stand there. */
export function problemText({ code, holes }: Complaint): string {
  return fillHoles<string>(problemMessages[code], holes);
}
