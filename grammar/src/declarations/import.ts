import type { DeclarationNode, Missing, Name, StringLiteral } from '../ast.js';
import type * as Cst from '../cst.js';
import { inner, keyword, LCurly, RCurly } from '../tokens.js';
import type { Half } from '../tree-parts.js';
import type { DeclarationKind } from './kind.js';

/** `import { a, b } from "./other.infomin"` */
export interface ImportDeclaration extends DeclarationNode {
  readonly kind: 'import';
  readonly names: readonly Name[];
  readonly source: StringLiteral | Missing;
}

const token = keyword('import');

export const importing: DeclarationKind<ImportDeclaration> = {
  kind: 'import',
  openers: [{ token, doc: 'Takes declarations from another file.', snippet: 'import { $0 } from "$1"' }],
  ofFile: true,
  rule(grammar) {
    grammar.CONSUME(token);
    grammar.CONSUME(LCurly);
    grammar.SUBRULE(grammar.names);
    grammar.CONSUME(RCurly);
    grammar.CONSUME(inner.from);
    grammar.SUBRULE(grammar.string);
  },
  build(of: Half<Cst.ImportCstNode>, tree) {
    tree.takeAll(of.LCurly);
    const names = tree.names(of.names);
    tree.takeAll(of.RCurly);
    tree.takeAll(of.From);
    return { kind: 'import', names, source: tree.string(of.string) };
  },
  print(node, printer) {
    const names = node.names.map((name) => name.text).join(', ');
    return printer.whole(node, `import { ${names} } from ${printer.string(node.source)}`);
  },
};
