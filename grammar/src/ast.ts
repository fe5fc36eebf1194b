/**
 * The syntax tree of an infomin file: plain data, every node with its span.
 *
 * A tree is always whole: where the text is broken, a node is `missing` or a declaration has a name of `undefined`,
 * and a syntax problem says why.
 */

/** A half-open range of UTF-16 offsets into the source text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Node {
  readonly span: Span;
}

/** A name as it stands in the text, where it is declared or used. */
export interface Name extends Node {
  readonly text: string;
}

/** What all declarations have. */
export interface DeclarationNode extends Node {
  readonly kind: string;
  /** Text of the `///` lines directly above, without the slashes. */
  readonly doc: string | undefined;
}

/** `key: value` of a block or record. */
export interface Entry extends Node {
  readonly key: Name;
  readonly value: Expression;
}

/** `min a, b` of an objective. */
export interface ObjectiveSide extends Node {
  readonly direction: 'min' | 'max';
  readonly models: readonly Name[];
}

/** `Image[64, 64, 3] .YDbDr`, `Scalar`, `Int`: dimensions are integers or `?`. */
export interface TypeExpression extends Node {
  readonly kind: 'type';
  readonly name: Name;
  readonly dims: readonly TypeDim[] | undefined;
  /** The colour space behind the dot, a name or `?`. */
  readonly space: Name | undefined;
}

export interface TypeDim extends Node {
  readonly value: number | '?';
}

/** Stands where an expression should be and none could be read. */
export interface Missing extends Node {
  readonly kind: 'missing';
}

export interface NumberLiteral extends Node {
  readonly kind: 'number';
  readonly value: number;
  /** As written, `1e-3` or `10_000`. */
  readonly raw: string;
  /** Written without a decimal point and without an exponent. */
  readonly integer: boolean;
}

export interface StringLiteral extends Node {
  readonly kind: 'string';
  /** With its escapes resolved. */
  readonly value: string;
}

export interface BooleanLiteral extends Node {
  readonly kind: 'boolean';
  readonly value: boolean;
}

/** `.digit` */
export interface SymbolLiteral extends Node {
  readonly kind: 'symbol';
  readonly name: Name;
}

export interface ListExpression extends Node {
  readonly kind: 'list';
  readonly items: readonly Expression[];
}

export interface RecordExpression extends Node {
  readonly kind: 'record';
  readonly entries: readonly Entry[];
}

/** `a..b` */
export interface RangeExpression extends Node {
  readonly kind: 'range';
  readonly from: Expression;
  readonly to: Expression;
}

/** `(a, b)`: values of several parameters, in a sweep. */
export interface TupleExpression extends Node {
  readonly kind: 'tuple';
  /** Two or more. */
  readonly items: readonly Expression[];
}

/** `1 epoch`, `500 steps`: a length of training. */
export interface DurationExpression extends Node {
  readonly kind: 'duration';
  readonly count: NumberLiteral;
  /** As written, and where. */
  readonly unit: Node & { readonly word: string };
}

/** A declared name or a constructor's, where it is used. */
export interface NameExpression extends Node {
  readonly kind: 'name';
  readonly text: string;
}

/** `f(x)`, `Noise(0.1)`, `I_NCE(a; b, temperature: 0.1)`, `b.future(share: s)` */
export interface CallExpression extends Node {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly arguments: readonly Argument[];
}

export interface Argument extends Node {
  /** The name before the colon, if there is one. */
  readonly name: Name | undefined;
  readonly value: Expression;
  /** What stands before this argument: nothing (it is the first), a comma or a semicolon. */
  readonly separator: '' | ',' | ';';
}

/** `a.b` */
export interface MemberExpression extends Node {
  readonly kind: 'member';
  readonly object: Expression;
  readonly member: Name;
}

/** `x[i]` or, with a `range` as its index, `x[i..j]` */
export interface IndexExpression extends Node {
  readonly kind: 'index';
  readonly object: Expression;
  readonly index: Expression;
}

/** Stands before the first `|>` of a recipe, `|> Flip() |> Noise(0.1)`: nothing is written there. */
export interface RecipeInput extends Node {
  readonly kind: 'input';
}

/** `x |> Op(…)` */
export interface PipeExpression extends Node {
  readonly kind: 'pipe';
  readonly input: Expression;
  readonly operation: Expression;
}

/** `-x` */
export interface NegateExpression extends Node {
  readonly kind: 'negate';
  readonly operand: Expression;
}

export interface BinaryExpression extends Node {
  readonly kind: 'binary';
  readonly operator: '+' | '-' | '*' | '/';
  readonly left: Expression;
  readonly right: Expression;
}

/** `( … )`: kept, so that printing gives back what was written. */
export interface ParenthesizedExpression extends Node {
  readonly kind: 'parenthesized';
  readonly inner: Expression;
}

export type Expression =
  | Missing
  | NumberLiteral
  | StringLiteral
  | BooleanLiteral
  | SymbolLiteral
  | ListExpression
  | RecordExpression
  | RangeExpression
  | DurationExpression
  | NameExpression
  | CallExpression
  | MemberExpression
  | IndexExpression
  | PipeExpression
  | RecipeInput
  | TupleExpression
  | NegateExpression
  | BinaryExpression
  | ParenthesizedExpression;

/** A comment that is not documentation, for the formatter. */
export interface Comment extends Node {
  readonly text: string;
  readonly block: boolean;
}
