import type { DeclarationNode, Expression, Name } from '../ast.js';
import type * as Cst from '../cst.js';
import { Equals, Identifier, keyword } from '../tokens.js';
import type { Half } from '../tree-parts.js';
import { assignment, type DeclarationKind, ownName } from './kind.js';

/** `probe name = Constructor(features, target, …)` */
export interface ProbeDeclaration extends DeclarationNode {
  readonly kind: 'probe';
  readonly name: Name | undefined;
  readonly value: Expression;
}

const token = keyword('probe');

export const probe: DeclarationKind<ProbeDeclaration> = {
  kind: 'probe',
  openers: [{ token, doc: 'What is measured of features after training.', snippet: 'probe ${1:name} = $0' }],
  thing: 'a probe',
  rule: assignment(token, Equals, Identifier),
  build: (of: Half<Cst.ProbeCstNode>, tree) => ({ kind: 'probe', ...tree.assignment(of) }),
  print: (node, printer) => printer.assigned('probe', node.name?.text ?? '?', '=', node.value),
  declared: ownName,
};
