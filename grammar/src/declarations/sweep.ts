import type { DeclarationNode, Expression, Name } from '../ast.js';
import type * as Cst from '../cst.js';
import { all } from '../layout.js';
import { Identifier, inner, keyword } from '../tokens.js';
import type { Half } from '../tree-parts.js';
import type { DeclarationKind } from './kind.js';

/** `sweep param in list-or-range` */
export interface SweepDeclaration extends DeclarationNode {
  readonly kind: 'sweep';
  readonly param: Name | undefined;
  readonly values: Expression;
}

const token = keyword('sweep');

export const sweep: DeclarationKind<SweepDeclaration> = {
  kind: 'sweep',
  openers: [
    { token, doc: 'Values of a parameter, each of which is a trial.', snippet: 'sweep ${1:param} in [$0]' },
  ],
  thing: 'a sweep',
  refersTo: 'a parameter',
  afterName: 'in',
  rule(grammar) {
    grammar.CONSUME(token);
    grammar.CONSUME(Identifier);
    grammar.CONSUME(inner.in);
    grammar.SUBRULE(grammar.expression);
  },
  build(of: Half<Cst.SweepCstNode>, tree) {
    const param = tree.name(of.Identifier);
    tree.takeAll(of.In);
    return { kind: 'sweep', param, values: tree.expressionOf(of.expression) };
  },
  print(node, printer) {
    printer.hoist(node.values.span.start);
    const tail = all(' in ', printer.expressions.print(node.values));
    return { head: `sweep ${node.param?.text ?? '?'}`, tail, aligns: false, keyword: 'sweep' };
  },
  mentioned: (node) => (node.param === undefined ? [] : [node.param]),
};
