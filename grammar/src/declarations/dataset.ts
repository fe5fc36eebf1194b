import type { DeclarationNode, Expression, Name } from '../ast.js';
import type * as Cst from '../cst.js';
import { Equals, Identifier, keyword } from '../tokens.js';
import type { Half } from '../tree-parts.js';
import { assignment, type DeclarationKind, ownName } from './kind.js';

/** `dataset name = Constructor(…)` */
export interface DatasetDeclaration extends DeclarationNode {
  readonly kind: 'dataset';
  readonly name: Name | undefined;
  readonly value: Expression;
}

const token = keyword('dataset');

export const dataset: DeclarationKind<DatasetDeclaration> = {
  kind: 'dataset',
  openers: [{ token, doc: 'Data with columns and splits.', snippet: 'dataset ${1:name} = $0' }],
  thing: 'a dataset',
  rule: assignment(token, Equals, Identifier),
  build: (of: Half<Cst.DatasetCstNode>, tree) => ({ kind: 'dataset', ...tree.assignment(of) }),
  print: (node, printer) => printer.assigned('dataset', node.name?.text ?? '?', '=', node.value),
  declared: ownName,
};
