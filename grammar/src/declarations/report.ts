import type { DeclarationNode, Expression, Missing, StringLiteral } from '../ast.js';
import type * as Cst from '../cst.js';
import { Equals, keyword } from '../tokens.js';
import type { Half } from '../tree-parts.js';
import type { DeclarationKind } from './kind.js';

/** `report "title" = Constructor(…)` */
export interface ReportDeclaration extends DeclarationNode {
  readonly kind: 'report';
  readonly title: StringLiteral | Missing;
  readonly value: Expression;
}

const token = keyword('report');

export const report: DeclarationKind<ReportDeclaration> = {
  kind: 'report',
  openers: [{ token, doc: 'A table or curve of what was measured.', snippet: 'report "${1:title}" = $0' }],
  thing: 'a report',
  rule(grammar) {
    grammar.CONSUME(token);
    grammar.SUBRULE(grammar.string);
    grammar.CONSUME(Equals);
    grammar.SUBRULE(grammar.expression);
  },
  build(of: Half<Cst.ReportCstNode>, tree) {
    const title = tree.string(of.string);
    tree.takeAll(of.Equals);
    return { kind: 'report', title, value: tree.expressionOf(of.expression) };
  },
  print: (node, printer) => printer.assigned('report', printer.string(node.title), '=', node.value),
};
