/** Expressions: from the flat operands and operators of the grammar to a tree by precedence. */
import type { IToken } from 'chevrotain';
import type {
  Argument,
  BinaryExpression,
  Entry,
  Expression,
  Missing,
  NumberLiteral,
  StringLiteral,
} from './ast.js';
import type * as Cst from './cst.js';
import { readNumber, readString } from './literals.js';
import { precedence } from './operators.js';
import type { Complaint } from './problems.js';
import { DotDot, endOf, Pipe } from './tokens.js';
import { first, type Half, Visit } from './tree-base.js';

type Postfix = Cst.CallCstNode | Cst.IndexCstNode | Cst.MemberCstNode;

export class ExpressionBuilder extends Visit {
  /** Operators of equal precedence are joined from left to right. */
  expression(node: Cst.ExpressionCstNode | undefined): Expression {
    const of: Half<Cst.ExpressionCstNode> = node?.children ?? {};
    const operators = of.operator ?? [];
    const opening = first(of.opening);
    if (opening !== undefined) this.take(opening);
    const start = opening?.startOffset ?? 0;
    const nothing: Expression = { kind: 'input', span: { start, end: start } };
    const values = [...(opening === undefined ? [] : [nothing]), this.operand(first(of.operand))];
    const pending: IToken[] = opening === undefined ? [] : [opening];
    for (let i = 0; i < operators.length; i++) {
      const token = operators[i];
      if (token === undefined) continue;
      this.take(token);
      this.join(values, pending, precedence.get(token.tokenType) ?? 0);
      pending.push(token);
      values.push(this.operand(of.operand?.[i + 1]));
    }
    this.join(values, pending, 0);
    return values[0] ?? this.missing();
  }

  /** Joins the pending operators that bind at least as tightly as `level`. */
  private join(values: Expression[], pending: IToken[], level: number): void {
    for (;;) {
      const token = pending.at(-1);
      if (token === undefined || (precedence.get(token.tokenType) ?? 0) < level) return;
      pending.pop();
      const right = values.pop() ?? this.missing();
      const left = values.pop() ?? this.missing();
      values.push(this.binary(left, token, right));
    }
  }

  private binary(left: Expression, token: IToken, right: Expression): Expression {
    const span = { start: left.span.start, end: right.span.end };
    if (token.tokenType === Pipe) return { kind: 'pipe', input: left, operation: right, span };
    if (token.tokenType === DotDot) {
      if (left.kind === 'range') {
        const at = { start: token.startOffset, end: endOf(token) };
        this.report({ code: 'second-range', holes: {} }, at);
        return { ...left, span };
      }
      return { kind: 'range', from: left, to: right, span };
    }
    return { kind: 'binary', operator: token.image as BinaryExpression['operator'], left, right, span };
  }

  private operand(node: Cst.OperandCstNode | undefined): Expression {
    const of: Half<Cst.OperandCstNode> = node?.children ?? {};
    const signs = of.Minus ?? [];
    this.takeAll(signs);
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
    const name = this.name(of.Identifier);
    if (name !== undefined) return { kind: 'name', text: name.text, span: name.span };
    const number = first(of.number);
    if (number !== undefined) return this.numberOrDuration(number);
    const symbol = first(of.symbol);
    if (symbol !== undefined) return this.symbol(symbol);
    const list = first(of.list);
    if (list !== undefined) return this.list(list);
    if (of.string !== undefined) return this.string(of.string);
    const boolean = first(of.True) ?? first(of.False);
    if (boolean !== undefined) {
      this.take(boolean);
      const span = this.from(boolean.startOffset);
      return { kind: 'boolean', value: boolean.image === 'true', span };
    }
    const record = first(of.record);
    if (record !== undefined) {
      const start = this.startOf(record.children.LCurly);
      const entries = this.entries(record);
      return { kind: 'record', entries, span: this.from(start) };
    }
    const parenthesized = first(of.parenthesized);
    if (parenthesized !== undefined) return this.parenthesized(parenthesized);
    return this.missing();
  }

  private numberOrDuration(node: Cst.NumberCstNode): Expression {
    const of: Half<Cst.NumberCstNode> = node.children;
    const token = first(of.Number);
    if (token === undefined) return this.missing();
    const count = this.numberLiteral(token);
    const unit = first(of.Unit);
    if (unit === undefined) return count;
    this.take(unit);
    const span = { start: unit.startOffset, end: endOf(unit) };
    const word = { word: unit.image, span };
    return { kind: 'duration', count, unit: word, span: this.from(count.span.start) };
  }

  private symbol(node: Cst.SymbolCstNode): Expression {
    const of: Half<Cst.SymbolCstNode> = node.children;
    const start = this.startOf(of.Dot);
    this.takeAll(of.Dot);
    const name = this.name(of.Identifier) ?? this.noName();
    return { kind: 'symbol', name, span: this.from(start) };
  }

  private list(node: Cst.ListCstNode): Expression {
    const of: Half<Cst.ListCstNode> = node.children;
    const start = this.startOf(of.LSquare);
    this.takeAll(of.LSquare);
    const items = (of.expression ?? []).map((item) => this.expression(item));
    this.takeAll(of.RSquare);
    return { kind: 'list', items, span: this.from(start) };
  }

  private parenthesized(node: Cst.ParenthesizedCstNode): Expression {
    const of: Half<Cst.ParenthesizedCstNode> = node.children;
    const start = this.startOf(of.LParen);
    this.takeAll(of.LParen);
    const [inner = this.missing(), ...others] = (of.expression ?? [undefined]).map((each) =>
      this.expression(each),
    );
    this.takeAll(of.RParen);
    if (others.length > 0) return { kind: 'tuple', items: [inner, ...others], span: this.from(start) };
    return { kind: 'parenthesized', inner, span: this.from(start) };
  }

  private postfix(object: Expression, node: Postfix): Expression {
    const start = object.span.start;
    switch (node.name) {
      case 'member': {
        const of: Half<Cst.MemberCstNode> = node.children;
        this.takeAll(of.Dot);
        const member = this.name(of.Identifier) ?? this.noName();
        return { kind: 'member', object, member, span: this.from(start) };
      }
      case 'index': {
        const of: Half<Cst.IndexCstNode> = node.children;
        this.takeAll(of.LSquare);
        const index = this.expression(first(of.expression));
        this.takeAll(of.RSquare);
        return { kind: 'index', object, index, span: this.from(start) };
      }
      case 'call': {
        const of: Half<Cst.CallCstNode> = node.children;
        this.takeAll(of.LParen);
        const list = this.callArguments(of);
        this.takeAll(of.RParen);
        return { kind: 'call', callee: object, arguments: list, span: this.from(start) };
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
    const name = this.name(of.Identifier);
    this.takeAll(of.Colon);
    const value = this.expression(first(of.expression));
    const start = name?.span.start ?? value.span.start;
    return { name, value, separator, span: { start, end: Math.max(value.span.end, name?.span.end ?? 0) } };
  }

  /** A string, or what is missing in its place. */
  string(nodes: Cst.StringCstNode[] | undefined): StringLiteral | Missing {
    const of: Half<Cst.StringCstNode> = first(nodes)?.children ?? {};
    const token = first(of.String) ?? first(of.OpenString);
    if (token === undefined || token.isInsertedInRecovery) return this.missing();
    this.take(token);
    const closed = of.String !== undefined;
    const inside = token.image.slice(1, closed ? -1 : undefined);
    const value = readString(inside, token.startOffset + 1, this.reportAt);
    return { kind: 'string', value, span: this.from(token.startOffset) };
  }

  protected numberLiteral(token: IToken): NumberLiteral {
    this.take(token);
    const span = this.from(token.startOffset);
    return { kind: 'number', raw: token.image, ...this.number(token), span };
  }

  protected number(token: IToken): { value: number; integer: boolean } {
    return readNumber(token.image, token.startOffset, this.reportAt);
  }

  /** The entries of a record or block. */
  entries(node: Cst.RecordCstNode | undefined): Entry[] {
    const of: Half<Cst.RecordCstNode> = node?.children ?? {};
    this.takeAll(of.LCurly);
    const entries = (of.entry ?? []).flatMap((entry) => {
      const parts: Half<Cst.EntryCstNode> = entry.children;
      const key = this.name(parts.Identifier);
      if (key === undefined) return [];
      this.takeAll(parts.Colon);
      const value = this.expression(first(parts.expression));
      return { key, value, span: this.from(key.span.start) };
    });
    this.takeAll(of.RCurly);
    return entries;
  }

  private readonly reportAt = (complaint: Complaint, start: number, end: number): void =>
    this.report(complaint, { start, end });

  private startOf(tokens: IToken[] | undefined): number {
    const token = first(tokens);
    return token === undefined || token.isInsertedInRecovery ? this.here().start : token.startOffset;
  }
}
