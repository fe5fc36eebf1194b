/** The layout of expressions. */
import type { Argument, BinaryExpression, Entry, Expression, PipeExpression } from './ast.js';
import {
  all,
  blankLine,
  choice,
  group,
  indent,
  type Layout,
  line,
  newline,
  sequence,
  softline,
} from './layout.js';
import { quote } from './literals.js';
import { type Source, shown } from './source.js';

type Chain = BinaryExpression | PipeExpression;

/** How tightly an expression holds together; operands that hold less get parentheses. */
function tightness(node: Expression): number {
  switch (node.kind) {
    case 'pipe':
      return 1;
    case 'range':
      return 2;
    case 'binary':
      return node.operator === '+' || node.operator === '-' ? 3 : 4;
    case 'negate':
      return 5;
    default:
      return 6;
  }
}

export class ExpressionPrinter {
  constructor(private readonly source: Source) {}

  /** An expression in a place that asks for a tightness of at least `least`. */
  print(node: Expression, least = 0): Layout {
    const before = this.source.leading(node.span.start);
    const printed = this.bare(node);
    return all(before, tightness(node) < least ? all('(', printed, ')') : printed);
  }

  /** The operands of a chain of operators, each after the first on a line of its own if the chain breaks. */
  chain(node: Chain, hanging = true): Layout {
    const level = tightness(node);
    const links: { operator: string; operand: Expression; end: number }[] = [];
    let first: Expression = node;
    while ((first.kind === 'pipe' || first.kind === 'binary') && tightness(first) === level) {
      const operand: Expression = first.kind === 'pipe' ? first.operation : first.right;
      const operator: string = first.kind === 'pipe' ? '|>' : first.operator;
      const left: Expression = first.kind === 'pipe' ? first.input : first.left;
      links.push({ operator, operand, end: left.span.end });
      first = left;
    }
    links.reverse();
    const link = ({ operator, operand }: (typeof links)[number]): Layout =>
      all(
        this.source.leading(operand.span.start),
        operator,
        ' ',
        this.print(operand, level + 1),
        this.source.following(operand.span.end),
      );
    const isRecipe = first.kind === 'input';
    const head = isRecipe
      ? link(links.shift()!)
      : all(this.print(first, level), this.source.following(first.span.end));
    const authorBroke = links.some(({ end, operand }) => this.source.breaks(end, operand.span.start));
    const tail = all(...links.flatMap((each) => [authorBroke ? newline : line, link(each)]));
    return group(all(head, hanging ? indent(tail) : tail));
  }

  /** `{ key: value, … }`: one entry a line, without commas, if it breaks or the author broke it. */
  record(entries: readonly Entry[], open: number, end: number): Layout {
    const first = entries[0];
    const authorBroke = first !== undefined && this.source.breaks(open, first.span.start);
    const parts: Layout[] = [];
    entries.forEach((entry, i) => {
      const previous = entries[i - 1];
      if (previous !== undefined)
        parts.push(choice(',', ''), this.source.blankAfter(previous.span.end) ? blankLine : line);
      const before = this.source.leading(entry.span.start);
      parts.push(
        before,
        entry.key.text,
        ': ',
        this.print(entry.value),
        this.source.following(entry.span.end),
      );
    });
    return this.enclose('{', parts, '}', { end, authorBroke, space: line, comma: false });
  }

  private bare(node: Expression): Layout {
    switch (node.kind) {
      case 'missing':
        return '?';
      case 'input':
        return '';
      case 'number':
        return node.raw;
      case 'duration':
        return `${node.count.raw} ${node.unit.word}`;
      case 'string':
        return this.source.text.slice(node.span.start, node.span.end) || quote(node.value);
      case 'boolean':
        return String(node.value);
      case 'symbol':
        return `.${node.name.text}`;
      case 'name':
        return node.text;
      case 'list':
        return this.list(node.items, node.span.start, node.span.end);
      case 'record':
        return this.record(node.entries, node.span.start, node.span.end);
      case 'range':
        return all(this.print(node.from, 3), '..', this.print(node.to, 3));
      case 'call':
        return all(
          this.print(node.callee, 6),
          this.callArguments(node.arguments, node.callee.span.end, node.span.end),
        );
      case 'member':
        return all(this.print(node.object, 6), '.', node.member.text);
      case 'index': {
        const object = this.print(node.object, 6);
        return all(object, this.enclose('[', [this.print(node.index)], ']', { end: node.span.end }));
      }
      case 'parenthesized':
        return this.enclose('(', [this.print(node.inner)], ')', { end: node.span.end });
      case 'tuple':
        return this.enclose('(', this.items(node.items, false), ')', { end: node.span.end });
      case 'negate':
        return all('-', this.print(node.operand, 5));
      case 'pipe':
      case 'binary':
        return this.chain(node);
    }
  }

  private list(items: readonly Expression[], open: number, end: number): Layout {
    const authorBroke = items[0] !== undefined && this.source.breaks(open, items[0].span.start);
    return this.enclose('[', this.items(items, authorBroke), ']', {
      end,
      authorBroke,
      comma: items.length > 0,
    });
  }

  private items(items: readonly Expression[], authorBroke: boolean): Layout[] {
    return items.map((item, i) => {
      const comma = i < items.length - 1 ? ',' : '';
      const part = all(this.print(item), comma, this.source.following(item.span.end));
      return this.inRow(part, items[i - 1], item, authorBroke);
    });
  }

  private callArguments(items: readonly Argument[], open: number, end: number): Layout {
    const authorBroke = items[0] !== undefined && this.source.breaks(open, items[0].span.start);
    const parts = items.map((item, i) => {
      const before = this.source.leading(item.span.start);
      const name = item.name === undefined ? '' : `${item.name.text}: `;
      const printed = all(before, name, this.print(item.value));
      const separator = items[i + 1]?.separator ?? '';
      const whole = all(printed, separator, this.source.following(item.span.end));
      const previous = items[i - 1];
      if (authorBroke || previous === undefined) return this.inRow(whole, previous, item, authorBroke);
      return all(line, whole);
    });
    return this.enclose('(', parts, ')', { end, authorBroke, comma: items.length > 0 });
  }

  /** An item behind the one before it. A comment ends its row; with `rows` all line ends of the author do. */
  private inRow(
    item: Layout,
    previous: { readonly span: { readonly end: number } } | undefined,
    node: { readonly span: { readonly start: number } },
    rows: boolean,
  ): Layout {
    if (previous === undefined) return item;
    const ends = rows || this.source.comments(previous.span.end, node.span.start);
    if (ends && this.source.breaks(previous.span.end, node.span.start)) {
      return all(this.source.blankAfter(previous.span.end) ? blankLine : newline, item);
    }
    return group(all(line, item));
  }

  private enclose(
    open: string,
    parts: readonly Layout[],
    close: string,
    how: { end: number; authorBroke?: boolean; space?: Layout; comma?: boolean },
  ): Layout {
    const dangling = this.source.takeBefore(how.end - 1);
    if (parts.length === 0 && dangling.length === 0) return open + close;
    const space = how.authorBroke === true ? newline : (how.space ?? softline);
    const comma = how.comma === true ? choice('', ',') : '';
    const comments = dangling.flatMap((comment, i) => {
      const apart = i === 0 && parts.length === 0 ? '' : newline;
      return [apart, shown(comment)];
    });
    const hard = dangling.length > 0 ? newline : space;
    return group(
      all(
        open,
        indent(
          all(
            dangling.length > 0 && parts.length === 0 ? newline : space,
            sequence(parts),
            comma,
            sequence(comments),
          ),
        ),
        hard,
        close,
      ),
    );
  }
}
