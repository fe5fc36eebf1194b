/**
 * From the parser's concrete tree to the syntax tree of `ast.ts`.
 *
 * After a recovered error any child of a concrete node may be absent or inserted without text; what is absent becomes
 * `missing` or `undefined`. Nodes are visited in the order of the text, so the end of the token visited last is the
 * end of whatever node is being built.
 */
import type { CstNode, IToken } from 'chevrotain';
import type {
  Declaration,
  Entry,
  Expression,
  Missing,
  ModelRole,
  Name,
  ObjectiveSide,
  Span,
  StringLiteral,
  SyntaxProblem,
  TypeDim,
  TypeExpression,
} from './ast.js';
import type * as Cst from './cst.js';
import { endOf } from './tokens.js';
import { ExpressionBuilder } from './tree-expressions.js';

/** The children of a node that may have been recovered: each of them may be absent. */
export type Half<N extends CstNode> = { [K in keyof N['children']]?: N['children'][K] };

/** Builds the declarations of one text. */
export class TreeBuilder {
  readonly problems: SyntaxProblem[] = [];
  private readonly expressions = new ExpressionBuilder(this);
  /** The end of the last token visited. */
  private cursor = 0;

  /** The node of a `declaration`; `doc` is its doc comment. */
  declaration(
    node: Cst.DeclarationCstNode,
    keyword: IToken,
    doc: string | undefined,
  ): Declaration | undefined {
    const start = keyword.startOffset;
    this.take(keyword);
    const of: Half<Cst.DeclarationCstNode> = node.children;
    const rule =
      first(of.use) ??
      first(of.import) ??
      first(of.param) ??
      first(of.dataset) ??
      first(of.batch) ??
      first(of.view) ??
      first(of.model) ??
      first(of.objective) ??
      first(of.train) ??
      first(of.probe) ??
      first(of.sweep) ??
      first(of.report);
    if (rule === undefined) return undefined;
    const built = this.rule(rule, doc, keyword);
    return { ...built, span: this.from(start) };
  }

  private rule(
    node: NonNullable<Cst.DeclarationCstNode['children'][keyof Cst.DeclarationCstNode['children']]>[number],
    doc: string | undefined,
    keyword: IToken,
  ): Declaration {
    const span = { start: 0, end: 0 };
    switch (node.name) {
      case 'use': {
        const of: Half<typeof node> = node.children;
        return { kind: 'use', span, doc, source: this.string(of.string) };
      }
      case 'import': {
        const of: Half<typeof node> = node.children;
        this.takeAll(of.LCurly);
        const names = this.names(of.names);
        this.takeAll(of.RCurly);
        this.takeAll(of.From);
        return { kind: 'import', span, doc, names, source: this.string(of.string) };
      }
      case 'param': {
        const of: Half<typeof node> = node.children;
        const name = this.name(of.Identifier);
        const type = this.type(of.type);
        this.takeAll(of.Equals);
        return { kind: 'param', span, doc, name, type, value: this.expression(of.expression) };
      }
      case 'batch': {
        const of: Half<typeof node> = node.children;
        const name = this.name(of.Identifier);
        this.takeAll(of.Tilde);
        return { kind: 'batch', span, doc, name, source: this.expression(of.expression) };
      }
      case 'view': {
        const of: Half<typeof node> = node.children;
        const tuple = first(of.LParen) !== undefined;
        this.takeAll(of.LParen);
        const single = this.name(of.Identifier);
        const names = tuple ? this.names(of.names) : single === undefined ? [] : [single];
        this.takeAll(of.RParen);
        const type = this.type(of.type);
        this.takeAll(of.Equals);
        return { kind: 'view', span, doc, names, tuple, type, value: this.expression(of.expression) };
      }
      case 'objective': {
        const of: Half<typeof node> = node.children;
        const name = this.name(of.Identifier);
        this.takeAll(of.Equals);
        const sides = (of.side ?? []).map((side) => this.side(side));
        this.takeAll(of.Colon);
        return { kind: 'objective', span, doc, name, sides, value: this.expression(of.expression) };
      }
      case 'train': {
        const of: Half<typeof node> = node.children;
        const objective = this.name(of.Identifier);
        return { kind: 'train', span, doc, objective, entries: this.entries(first(of.record)) };
      }
      case 'sweep': {
        const of: Half<typeof node> = node.children;
        const param = this.name(of.Identifier);
        this.takeAll(of.In);
        return { kind: 'sweep', span, doc, param, values: this.expression(of.expression) };
      }
      case 'report': {
        const of: Half<typeof node> = node.children;
        const title = this.string(of.string);
        this.takeAll(of.Equals);
        return { kind: 'report', span, doc, title, value: this.expression(of.expression) };
      }
      case 'dataset':
      case 'probe':
      case 'model': {
        const of: Half<Cst.DatasetCstNode> = node.children;
        const name = this.name(of.Identifier);
        this.takeAll(of.Equals);
        const value = this.expression(of.expression);
        if (node.name !== 'model') return { kind: node.name, span, doc, name, value };
        return { kind: 'model', role: keyword.image as ModelRole, span, doc, name, value };
      }
    }
  }

  private side(node: Cst.SideCstNode): ObjectiveSide {
    const of: Half<Cst.SideCstNode> = node.children;
    const token = first(of.Min) ?? first(of.Max);
    const start = token?.startOffset ?? this.cursor;
    this.take(token);
    const direction = first(of.Max) === undefined ? 'min' : 'max';
    return { direction, models: this.names(of.names), span: this.from(start) };
  }

  private names(nodes: Cst.NamesCstNode[] | undefined): Name[] {
    const of: Half<Cst.NamesCstNode> = first(nodes)?.children ?? {};
    return (of.Identifier ?? []).flatMap((token) => this.name([token]) ?? []);
  }

  private type(nodes: Cst.TypeCstNode[] | undefined): TypeExpression | undefined {
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
    return { kind: 'type', name, dims, span: this.from(name.span.start) };
  }

  private dimension(node: Cst.DimensionCstNode): TypeDim | [] {
    const of: Half<Cst.DimensionCstNode> = node.children;
    const token = first(of.Question) ?? first(of.Number);
    if (token === undefined || token.isInsertedInRecovery) return [];
    this.take(token);
    const span = this.from(token.startOffset);
    if (token.image === '?') return { value: '?', span };
    const { value, integer } = this.expressions.number(token);
    if (!integer) this.report('bad-number', `\`${token.image}\` is not a size: sizes are integers`, span);
    return { value, span };
  }

  // ── What the expressions' builder needs too ───────────────────────────────────────────────────────────────────

  expression(nodes: Cst.ExpressionCstNode[] | undefined): Expression {
    return this.expressions.expression(first(nodes));
  }

  string(nodes: Cst.StringCstNode[] | undefined): StringLiteral | Missing {
    return this.expressions.string(first(nodes));
  }

  entries(node: Cst.RecordCstNode | undefined): Entry[] {
    const of: Half<Cst.RecordCstNode> = node?.children ?? {};
    this.takeAll(of.LCurly);
    const entries = (of.entry ?? []).flatMap((entry) => {
      const parts: Half<Cst.EntryCstNode> = entry.children;
      const key = this.name(parts.Identifier);
      if (key === undefined) return [];
      this.takeAll(parts.Colon);
      const value = this.expression(parts.expression);
      return { key, value, span: this.from(key.span.start) };
    });
    this.takeAll(of.RCurly);
    return entries;
  }

  /** The first of the tokens as a name; `undefined` where recovery made it up. */
  name(tokens: IToken[] | undefined): Name | undefined {
    const token = first(tokens);
    if (token === undefined || token.isInsertedInRecovery) return undefined;
    this.take(token);
    return { text: token.image, span: { start: token.startOffset, end: endOf(token) } };
  }

  /** An empty name at this place. */
  noName(): Name {
    return { text: '', span: this.here() };
  }

  missing(): Missing {
    return { kind: 'missing', span: this.here() };
  }

  /** The empty span behind what was visited last. */
  here(): Span {
    return { start: this.cursor, end: this.cursor };
  }

  /** The span from `start` to the end of what was visited last. */
  from(start: number): Span {
    return { start, end: Math.max(start, this.cursor) };
  }

  take(token: IToken | undefined): void {
    if (token === undefined || token.isInsertedInRecovery) return;
    this.cursor = Math.max(this.cursor, endOf(token));
  }

  takeAll(tokens: IToken[] | undefined): void {
    if (tokens !== undefined) for (const token of tokens) this.take(token);
  }

  report(code: SyntaxProblem['code'], message: string, span: Span): void {
    this.problems.push({ code, message, span });
  }
}

/** The first of a concrete node's children of one name. */
export function first<T>(children: readonly T[] | undefined): T | undefined {
  return children?.[0];
}
