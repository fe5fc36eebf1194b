/** The parts that several kinds of declarations are made of. */
import type {
  Expression,
  Missing,
  Name,
  NameExpression,
  NumberLiteral,
  ObjectiveSide,
  TypeDim,
  TypeExpression,
} from './ast.js';
import type * as Cst from './cst.js';
import { first, type Half } from './tree-base.js';
import { ExpressionBuilder } from './tree-expressions.js';

export { first, type Half };

export class PartBuilder extends ExpressionBuilder {
  /** The expression that is the only one of a node. */
  expressionOf(nodes: Cst.ExpressionCstNode[] | undefined): Expression {
    return this.expression(first(nodes));
  }

  /** `name = expression` */
  assignment(of: Half<Cst.DatasetCstNode>): { name: Name | undefined; value: Expression } {
    const name = this.name(of.Identifier);
    this.takeAll(of.Equals);
    return { name, value: this.expressionOf(of.expression) };
  }

  /** `min a, b` */
  side(node: Cst.SideCstNode): ObjectiveSide {
    const of: Half<Cst.SideCstNode> = node.children;
    const token = first(of.Min) ?? first(of.Max);
    const start = token?.startOffset ?? this.cursor;
    this.take(token);
    const direction = first(of.Max) === undefined ? 'min' : 'max';
    return { direction, models: this.names(of.names), span: this.from(start) };
  }

  /** `a, b, c` */
  names(nodes: Cst.NamesCstNode[] | undefined): Name[] {
    const of: Half<Cst.NamesCstNode> = first(nodes)?.children ?? {};
    return (of.Identifier ?? []).flatMap((token) => this.name([token]) ?? []);
  }

  /** `a`, `(a, b)` */
  nameOrNames(of: Half<Cst.SweepCstNode>): { names: Name[]; tuple: boolean } {
    const tuple = first(of.LParen) !== undefined;
    this.takeAll(of.LParen);
    const single = this.name(of.Identifier);
    const names = tuple ? this.names(of.names) : single === undefined ? [] : [single];
    this.takeAll(of.RParen);
    return { names, tuple };
  }

  /** `: Type`, if it is there. */
  type(nodes: Cst.TypeCstNode[] | undefined): TypeExpression | undefined {
    const node = first(nodes);
    if (node === undefined) return undefined;
    const of: Half<Cst.TypeCstNode> = node.children;
    const name = this.name(of.Identifier);
    if (name === undefined) return undefined;
    this.takeAll(of.LSquare);
    const dims =
      of.LSquare === undefined
        ? undefined
        : (of.dimension ?? []).flatMap((dimension) => this.dimension(dimension));
    this.takeAll(of.RSquare);
    this.takeAll(of.Dot);
    const behindDot = first(of.space)?.children;
    const named = this.name(behindDot?.Identifier ?? behindDot?.Question);
    const space = named ?? (of.Dot === undefined ? undefined : this.noName());
    return { kind: 'type', name, dims, space, span: this.from(name.span.start) };
  }

  /** `[6]`, `[crops]`, if it is there. */
  count(nodes: Cst.CountCstNode[] | undefined): NumberLiteral | NameExpression | Missing | undefined {
    const node = first(nodes);
    if (node === undefined) return undefined;
    const of: Half<Cst.CountCstNode> = node.children;
    this.takeAll(of.LSquare);
    const name = this.name(of.Identifier);
    const number = first(of.Number);
    const count =
      name !== undefined
        ? ({ kind: 'name', text: name.text, span: name.span } as const)
        : number === undefined || number.isInsertedInRecovery
          ? this.missing()
          : this.numberLiteral(number);
    this.takeAll(of.RSquare);
    return count;
  }

  private dimension(node: Cst.DimensionCstNode): TypeDim | [] {
    const of: Half<Cst.DimensionCstNode> = node.children;
    const token = first(of.Question) ?? first(of.Number);
    if (token === undefined || token.isInsertedInRecovery) return [];
    this.take(token);
    const span = this.from(token.startOffset);
    if (token.image === '?') return { value: '?', span };
    const known = this.problems.length;
    const { value, integer } = this.number(token);
    if (!integer && this.problems.length === known)
      this.report({ code: 'size-not-whole', holes: { size: token.image } }, span);
    return { value: integer ? value : '?', span };
  }
}
