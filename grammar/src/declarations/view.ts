import type {
  DeclarationNode,
  Expression,
  Missing,
  Name,
  NameExpression,
  NumberLiteral,
  TypeExpression,
} from '../ast.js';
import type * as Cst from '../cst.js';
import { Colon, Equals, Identifier, keyword, LParen, RParen } from '../tokens.js';
import type { Half } from '../tree-parts.js';
import type { DeclarationKind } from './kind.js';

/** `view name: Type = expression`, `view (a, b) = expression`, `view name[6] = expression` */
export interface ViewDeclaration extends DeclarationNode {
  readonly kind: 'view';
  /** One name, or those between the parentheses. */
  readonly names: readonly Name[];
  /** Whether the names stood between parentheses. */
  readonly tuple: boolean;
  /** How many draws the name stands for; `undefined`: one. */
  readonly draws: NumberLiteral | NameExpression | Missing | undefined;
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
      {
        ALT: () => {
          grammar.CONSUME(Identifier);
          grammar.OPTION2(() => grammar.SUBRULE(grammar.count));
        },
      },
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
    const { names, tuple } = tree.nameOrNames(of);
    const draws = tree.count(of.count);
    const type = tree.type(of.type);
    tree.takeAll(of.Equals);
    return { kind: 'view', names, tuple, draws, type, value: tree.expressionOf(of.expression) };
  },
  print(node, printer) {
    const left = printer.names(node.names, node.tuple);
    return printer.assigned(
      'view',
      `${left}${printer.count(node.draws)}${printer.type(node.type)}`,
      '=',
      node.value,
    );
  },
  // `view (a, _) = …` takes the first result only.
  declared: (node) => node.names.filter(({ text }) => !node.tuple || text !== '_'),
};
