import type { DeclarationNode, Expression, Name } from '../ast.js';
import type * as Cst from '../cst.js';
import { all } from '../layout.js';
import { Identifier, inner, keyword, LParen, RParen } from '../tokens.js';
import type { Half } from '../tree-parts.js';
import type { DeclarationKind } from './kind.js';

/** `sweep param in list-or-range`, `sweep (a, b) in [(1, 2), (3, 4)]` */
export interface SweepDeclaration extends DeclarationNode {
  readonly kind: 'sweep';
  /** One name, or those between the parentheses. */
  readonly params: readonly Name[];
  /** Whether the names stood between parentheses. */
  readonly tuple: boolean;
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
  afterName: ['in'],
  rule(grammar) {
    grammar.CONSUME(token);
    grammar.OR([
      { ALT: () => grammar.CONSUME(Identifier) },
      {
        ALT: () => {
          grammar.CONSUME(LParen);
          grammar.SUBRULE(grammar.names);
          grammar.CONSUME(RParen);
        },
      },
    ]);
    grammar.CONSUME(inner.in);
    grammar.SUBRULE(grammar.expression);
  },
  build(of: Half<Cst.SweepCstNode>, tree) {
    const { names: params, tuple } = tree.nameOrNames(of);
    tree.takeAll(of.In);
    return { kind: 'sweep', params, tuple, values: tree.expressionOf(of.expression) };
  },
  print(node, printer) {
    printer.hoistBefore(node.values);
    const tail = all(' in ', printer.expressions.print(node.values));
    return { head: `sweep ${printer.names(node.params, node.tuple)}`, tail, aligns: false, keyword: 'sweep' };
  },
  mentioned: (node) => node.params,
};
