import type { DeclarationNode, Expression, Name, TypeExpression } from '../ast.js';
import type * as Cst from '../cst.js';
import { Colon, Equals, Identifier, keyword } from '../tokens.js';
import type { Half } from '../tree-parts.js';
import { type DeclarationKind, ownName } from './kind.js';

/** `param name: Type = default` */
export interface ParamDeclaration extends DeclarationNode {
  readonly kind: 'param';
  readonly name: Name | undefined;
  readonly type: TypeExpression | undefined;
  readonly value: Expression;
}

const token = keyword('param');

export const param: DeclarationKind<ParamDeclaration> = {
  kind: 'param',
  openers: [
    {
      token,
      doc: 'A value with a name, which `--set` and sweeps may change.',
      snippet: 'param ${1:name} = $0',
    },
  ],
  thing: 'a parameter',
  rule(grammar) {
    grammar.CONSUME(token);
    grammar.CONSUME(Identifier);
    grammar.OPTION(() => {
      grammar.CONSUME(Colon);
      grammar.SUBRULE(grammar.type);
    });
    grammar.CONSUME(Equals);
    grammar.SUBRULE(grammar.expression);
  },
  build(of: Half<Cst.ParamCstNode>, tree) {
    const name = tree.name(of.Identifier);
    const type = tree.type(of.type);
    tree.takeAll(of.Equals);
    return { kind: 'param', name, type, value: tree.expressionOf(of.expression) };
  },
  print: (node, printer) =>
    printer.assigned('param', `${node.name?.text ?? '?'}${printer.type(node.type)}`, '=', node.value),
  declared: ownName,
};
