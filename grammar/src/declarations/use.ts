import type { DeclarationNode, Missing, StringLiteral } from '../ast.js';
import type * as Cst from '../cst.js';
import { keyword } from '../tokens.js';
import type { Half } from '../tree-parts.js';
import type { DeclarationKind } from './kind.js';

/** `use "package"` */
export interface UseDeclaration extends DeclarationNode {
  readonly kind: 'use';
  readonly source: StringLiteral | Missing;
}

const token = keyword('use');

export const use: DeclarationKind<UseDeclaration> = {
  kind: 'use',
  openers: [{ token, doc: 'Brings a plugin into use: its constructors.', snippet: 'use "$0"' }],
  ofFile: true,
  rule(grammar) {
    grammar.CONSUME(token);
    grammar.SUBRULE(grammar.string);
  },
  build: (of: Half<Cst.UseCstNode>, tree) => ({ kind: 'use', source: tree.string(of.string) }),
  print: (node, printer) => printer.whole(node, `use ${printer.string(node.source)}`),
};
