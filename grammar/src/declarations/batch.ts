import type { DeclarationNode, Expression, Name } from '../ast.js';
import type * as Cst from '../cst.js';
import { Identifier, keyword, Tilde } from '../tokens.js';
import type { Half } from '../tree-parts.js';
import { assignment, type DeclarationKind, ownName } from './kind.js';

/** `batch name ~ dataset.split` */
export interface BatchDeclaration extends DeclarationNode {
  readonly kind: 'batch';
  readonly name: Name | undefined;
  readonly source: Expression;
}

const token = keyword('batch');

export const batch: DeclarationKind<BatchDeclaration> = {
  kind: 'batch',
  openers: [
    {
      token,
      doc: 'Rows drawn from a split, or from a whole dataset for probes.',
      snippet: 'batch ${1:b} ~ $0',
    },
  ],
  thing: 'a batch',
  rule: assignment(token, Tilde, Identifier),
  build(of: Half<Cst.BatchCstNode>, tree) {
    const name = tree.name(of.Identifier);
    tree.takeAll(of.Tilde);
    return { kind: 'batch', name, source: tree.expressionOf(of.expression) };
  },
  print: (node, printer) => printer.assigned('batch', node.name?.text ?? '?', '~', node.source),
  declared: ownName,
};
