/** What the kinds of declarations are printed with. */
import type {
  Comment,
  DeclarationNode,
  Expression,
  Missing,
  Name,
  NameExpression,
  NumberLiteral,
  StringLiteral,
  TypeExpression,
} from './ast.js';
import { all, type Layout } from './layout.js';
import { quote } from './literals.js';
import { ExpressionPrinter } from './print-expressions.js';
import type { Source } from './source.js';

/** A declaration whose layout is known but for the padding before its `=`. */
export interface Printed {
  /** `view v1`: what is padded, where there is an `=` to align. */
  readonly head: string;
  readonly tail: Layout;
  readonly aligns: boolean;
  readonly keyword: string;
}

export class DeclarationPrinter {
  readonly expressions: ExpressionPrinter;

  constructor(
    readonly source: Source,
    /** Puts comments above the declaration. */
    private readonly above: (comments: readonly Comment[]) => void,
  ) {
    this.expressions = new ExpressionPrinter(source);
  }

  /** A declaration that holds no expression. */
  whole(node: DeclarationNode, layout: Layout): Printed {
    this.hoist(node.span.end);
    return { head: '', tail: layout, aligns: false, keyword: node.kind };
  }

  /** `keyword left = value` */
  assigned(keyword: string, left: string, sign: string, value: Expression): Printed {
    this.hoistBefore(value);
    const tail = all(` ${sign} `, this.expressions.print(value));
    return { head: `${keyword} ${left}`, tail, aligns: true, keyword };
  }

  /** Moves comments within the head of a declaration above it. */
  hoist(offset: number): void {
    this.above(this.source.takeBefore(offset));
  }

  /** Moves comments in front of a value above its declaration, those behind the `|>` that opens a recipe, too. */
  hoistBefore(value: Expression): void {
    let first = value;
    while (first.kind === 'pipe' && first.input.kind !== 'input') first = first.input;
    this.hoist((first.kind === 'pipe' ? first.operation : value).span.start);
  }

  string(node: StringLiteral | Missing): string {
    if (node.kind === 'missing') return '?';
    return this.source.text.slice(node.span.start, node.span.end) || quote(node.value);
  }

  /** `a`, `(a, b)` */
  names(names: readonly Name[], tuple: boolean): string {
    const list = names.map(({ text }) => text).join(', ');
    return tuple ? `(${list})` : list || '?';
  }

  /** `[6]`, where a view is drawn several times. */
  count(node: NumberLiteral | NameExpression | Missing | undefined): string {
    if (node === undefined) return '';
    return `[${node.kind === 'missing' ? '?' : node.kind === 'number' ? node.raw : node.text}]`;
  }

  /** `: Type`, where one is declared. */
  type(node: TypeExpression | undefined): string {
    if (node === undefined) return '';
    const dims = node.dims?.map((dim) => String(dim.value)).join(', ');
    const space = node.space === undefined ? '' : ` .${node.space.text}`;
    return `: ${node.name.text}${dims === undefined ? '' : `[${dims}]`}${space}`;
  }
}
