import type { DeclarationNode, Expression, Name, TypeExpression } from '../ast.js';
import type * as Cst from '../cst.js';
import { Colon, Equals, Identifier, keyword, LParen, RParen } from '../tokens.js';
import { first, type Half } from '../tree-parts.js';
import type { DeclarationKind } from './kind.js';

/** `view name: Type = expression`, `view (a, b) = expression` */
export interface ViewDeclaration extends DeclarationNode {
  readonly kind: 'view';
  /** One name, or those between the parentheses. */
  readonly names: readonly Name[];
  /** Whether the names stood between parentheses. */
  readonly tuple: boolean;
  readonly type: TypeExpression | undefined;
  readonly value: Expression;
}

const token = keyword('view');

export const view: DeclarationKind<ViewDeclaration> = {
  kind: 'view',
  openers: [{ token, doc: 'A random variable made of data.', snippet: 'view ${1:v} = $0' }],
  thing: 'a view',
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
    grammar.OPTION(() => {
      grammar.CONSUME(Colon);
      grammar.SUBRULE(grammar.type);
    });
    grammar.CONSUME(Equals);
    grammar.SUBRULE(grammar.expression);
  },
  build(of: Half<Cst.ViewCstNode>, tree) {
    const tuple = first(of.LParen) !== undefined;
    tree.takeAll(of.LParen);
    const single = tree.name(of.Identifier);
    const names = tuple ? tree.names(of.names) : single === undefined ? [] : [single];
    tree.takeAll(of.RParen);
    const type = tree.type(of.type);
    tree.takeAll(of.Equals);
    return { kind: 'view', names, tuple, type, value: tree.expressionOf(of.expression) };
  },
  print(node, printer) {
    const names = node.names.map((name) => name.text).join(', ');
    const left = node.tuple ? `(${names})` : names || '?';
    return printer.assigned('view', `${left}${printer.type(node.type)}`, '=', node.value);
  },
  declared: (node) => node.names,
};
