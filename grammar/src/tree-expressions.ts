/** Expressions: from the flat operands and operators of the grammar to a tree by precedence. */
import type { IToken } from 'chevrotain';
import type { Argument, BinaryExpression, Expression, Missing, StringLiteral, SyntaxProblem } from './ast.js';
import type * as Cst from './cst.js';
import { readNumber, readString } from './literals.js';
import { precedence } from './operators.js';
import { DotDot, endOf, Pipe } from './tokens.js';
import { first, type Half, type TreeBuilder } from './tree.js';

type Postfix = Cst.CallCstNode | Cst.IndexCstNode | Cst.MemberCstNode;

export class ExpressionBuilder {
  constructor(private readonly tree: TreeBuilder) {}

  /** Operators of equal precedence are joined from left to right. */
  expression(node: Cst.ExpressionCstNode | undefined): Expression {
    const of: Half<Cst.ExpressionCstNode> = node?.children ?? {};
    const operators = of.operator ?? [];
    const values = [this.operand(first(of.operand))];
    const pending: IToken[] = [];
    for (let i = 0; i < operators.length; i++) {
      const token = operators[i];
      if (token === undefined) continue;
      this.tree.take(token);
      this.join(values, pending, precedence.get(token.tokenType) ?? 0);
      pending.push(token);
      values.push(this.operand(of.operand?.[i + 1]));
    }
    this.join(values, pending, 0);
    return values[0] ?? this.tree.missing();
  }

  /** Joins the pending operators that bind at least as tightly as `level`. */
  private join(values: Expression[], pending: IToken[], level: number): void {
    for (;;) {
      const token = pending.at(-1);
      if (token === undefined || (precedence.get(token.tokenType) ?? 0) < level) return;
      pending.pop();
      const right = values.pop() ?? this.tree.missing();
      const left = values.pop() ?? this.tree.missing();
      values.push(this.binary(left, token, right));
    }
  }

  private binary(left: Expression, token: IToken, right: Expression): Expression {
    const span = { start: left.span.start, end: right.span.end };
    if (token.tokenType === Pipe) return { kind: 'pipe', input: left, operation: right, span };
    if (token.tokenType === DotDot) {
      if (left.kind === 'range') {
        const at = { start: token.startOffset, end: endOf(token) };
        this.tree.report('unexpected-token', 'a range has two ends, found a second `..`', at);
      }
      return { kind: 'range', from: left, to: right, span };
    }
    return { kind: 'binary', operator: token.image as BinaryExpression['operator'], left, right, span };
  }

  private operand(node: Cst.OperandCstNode | undefined): Expression {
    const of: Half<Cst.OperandCstNode> = node?.children ?? {};
    const signs = of.Minus ?? [];
    this.tree.takeAll(signs);
    let value = this.primary(first(of.primary));
    for (const postfix of of.postfix ?? []) value = this.postfix(value, postfix);
    for (let i = signs.length - 1; i >= 0; i--) {
      const start = signs[i]?.startOffset ?? value.span.start;
      value = { kind: 'negate', operand: value, span: { start, end: value.span.end } };
    }
    return value;
  }

  private primary(node: Cst.PrimaryCstNode | undefined): Expression {
    const of: Half<Cst.PrimaryCstNode> = node?.children ?? {};
    const name = this.tree.name(of.Identifier);
    if (name !== undefined) return { kind: 'name', text: name.text, span: name.span };
    const number = first(of.Number);
    if (number !== undefined) {
      this.tree.take(number);
      const span = this.tree.from(number.startOffset);
      return { kind: 'number', raw: number.image, ...this.number(number), span };
    }
    const symbol = first(of.symbol);
    if (symbol !== undefined) return this.symbol(symbol);
    const list = first(of.list);
    if (list !== undefined) return this.list(list);
    if (of.string !== undefined) return this.string(first(of.string));
    const boolean = first(of.True) ?? first(of.False);
    if (boolean !== undefined) {
      this.tree.take(boolean);
      const span = this.tree.from(boolean.startOffset);
      return { kind: 'boolean', value: boolean.image === 'true', span };
    }
    const record = first(of.record);
    if (record !== undefined) {
      const start = this.startOf(record.children.LCurly);
      const entries = this.tree.entries(record);
      return { kind: 'record', entries, span: this.tree.from(start) };
    }
    const parenthesized = first(of.parenthesized);
    if (parenthesized !== undefined) return this.parenthesized(parenthesized);
    return this.tree.missing();
  }

  private symbol(node: Cst.SymbolCstNode): Expression {
    const of: Half<Cst.SymbolCstNode> = node.children;
    const start = this.startOf(of.Dot);
    this.tree.takeAll(of.Dot);
    const name = this.tree.name(of.Identifier) ?? this.tree.noName();
    return { kind: 'symbol', name, span: this.tree.from(start) };
  }

  private list(node: Cst.ListCstNode): Expression {
    const of: Half<Cst.ListCstNode> = node.children;
    const start = this.startOf(of.LSquare);
    this.tree.takeAll(of.LSquare);
    const items = (of.expression ?? []).map((item) => this.expression(item));
    this.tree.takeAll(of.RSquare);
    return { kind: 'list', items, span: this.tree.from(start) };
  }

  private parenthesized(node: Cst.ParenthesizedCstNode): Expression {
    const of: Half<Cst.ParenthesizedCstNode> = node.children;
    const start = this.startOf(of.LParen);
    this.tree.takeAll(of.LParen);
    const inner = this.expression(first(of.expression));
    this.tree.takeAll(of.RParen);
    return { kind: 'parenthesized', inner, span: this.tree.from(start) };
  }

  private postfix(object: Expression, node: Postfix): Expression {
    const start = object.span.start;
    switch (node.name) {
      case 'member': {
        const of: Half<Cst.MemberCstNode> = node.children;
        this.tree.takeAll(of.Dot);
        const member = this.tree.name(of.Identifier) ?? this.tree.noName();
        return { kind: 'member', object, member, span: this.tree.from(start) };
      }
      case 'index': {
        const of: Half<Cst.IndexCstNode> = node.children;
        this.tree.takeAll(of.LSquare);
        const index = this.expression(first(of.expression));
        this.tree.takeAll(of.RSquare);
        return { kind: 'index', object, index, span: this.tree.from(start) };
      }
      case 'call': {
        const of: Half<Cst.CallCstNode> = node.children;
        this.tree.takeAll(of.LParen);
        const list = this.callArguments(of);
        this.tree.takeAll(of.RParen);
        return { kind: 'call', callee: object, arguments: list, span: this.tree.from(start) };
      }
    }
  }

  private callArguments(of: Half<Cst.CallCstNode>): Argument[] {
    const separators = [...(of.Comma ?? []), ...(of.Semicolon ?? [])];
    separators.sort((a, b) => a.startOffset - b.startOffset);
    return (of.argument ?? []).map((argument, i) =>
      this.argument(argument, i === 0 ? '' : separators[i - 1]?.image === ';' ? ';' : ','),
    );
  }

  private argument(node: Cst.ArgumentCstNode, separator: Argument['separator']): Argument {
    const of: Half<Cst.ArgumentCstNode> = node.children;
    const name = this.tree.name(of.Identifier);
    this.tree.takeAll(of.Colon);
    const value = this.expression(first(of.expression));
    const start = name?.span.start ?? value.span.start;
    return { name, value, separator, span: { start, end: Math.max(value.span.end, name?.span.end ?? 0) } };
  }

  string(node: Cst.StringCstNode | undefined): StringLiteral | Missing {
    const of: Half<Cst.StringCstNode> = node?.children ?? {};
    const token = first(of.String) ?? first(of.OpenString);
    if (token === undefined || token.isInsertedInRecovery) return this.tree.missing();
    this.tree.take(token);
    const closed = of.String !== undefined;
    const inside = token.image.slice(1, closed ? -1 : undefined);
    const value = readString(inside, token.startOffset + 1, this.reportAt);
    return { kind: 'string', value, span: this.tree.from(token.startOffset) };
  }

  number(token: IToken): { value: number; integer: boolean } {
    return readNumber(token.image, token.startOffset, this.reportAt);
  }

  private readonly reportAt = (
    code: SyntaxProblem['code'],
    message: string,
    start: number,
    end: number,
  ): void => this.tree.report(code, message, { start, end });

  private startOf(tokens: IToken[] | undefined): number {
    const token = first(tokens);
    return token === undefined || token.isInsertedInRecovery ? this.tree.here().start : token.startOffset;
  }
}
