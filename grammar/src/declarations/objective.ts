import type { DeclarationNode, Expression, Name, ObjectiveSide } from '../ast.js';
import type * as Cst from '../cst.js';
import { all, group, indent, line, newline } from '../layout.js';
import { Colon, Equals, Identifier, keyword } from '../tokens.js';
import type { Half } from '../tree-parts.js';
import { type DeclarationKind, ownName } from './kind.js';

/** `objective name = [min a, b] [max c, d]: expression` */
export interface ObjectiveDeclaration extends DeclarationNode {
  readonly kind: 'objective';
  readonly name: Name | undefined;
  /** In the order written; a side may be absent. */
  readonly sides: readonly ObjectiveSide[];
  readonly value: Expression;
}

const token = keyword('objective');

export const objective: DeclarationKind<ObjectiveDeclaration> = {
  kind: 'objective',
  openers: [
    {
      token,
      doc: 'A value function of models, and which of them minimise and maximise it.',
      snippet: 'objective ${1:name} = max ${2:f}: $0',
    },
  ],
  thing: 'an objective',
  rule(grammar) {
    grammar.CONSUME(token);
    grammar.CONSUME(Identifier);
    grammar.CONSUME(Equals);
    grammar.OPTION(() => {
      grammar.AT_LEAST_ONE(() => grammar.SUBRULE(grammar.side));
      grammar.CONSUME(Colon);
    });
    grammar.SUBRULE(grammar.expression);
  },
  build(of: Half<Cst.ObjectiveCstNode>, tree) {
    const name = tree.name(of.Identifier);
    tree.takeAll(of.Equals);
    const sides = (of.side ?? []).map((side) => tree.side(side));
    tree.takeAll(of.Colon);
    return { kind: 'objective', name, sides, value: tree.expressionOf(of.expression) };
  },
  print(node, printer) {
    const { expressions, source } = printer;
    const name = node.name?.text ?? '?';
    const { value } = node;
    if (node.sides.length === 0) return printer.assigned('objective', name, '=', value);
    const before = source.leading(node.sides[0]?.span.start ?? node.span.start);
    const sides = node.sides.map(
      (side) => `${side.direction} ${side.models.map((model) => model.text).join(', ')}`,
    );
    const authorBroke = source.breaks(node.name?.span.end ?? node.span.start, value.span.start);
    const apart = authorBroke ? newline : line;
    const terms =
      value.kind === 'binary'
        ? all(source.leading(value.span.start), expressions.chain(value, false))
        : expressions.print(value);
    const body = all(apart, before, `${sides.join(' ')}:`, indent(all(apart, terms)));
    const tail = group(all(' =', indent(body)));
    return { head: `objective ${name}`, tail, aligns: true, keyword: 'objective' };
  },
  declared: ownName,
  mentioned: (node) => node.sides.flatMap(({ models }) => models),
};
