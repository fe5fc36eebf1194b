import type { DeclarationNode, Missing, Name, StringLiteral } from '../ast.js';
import type * as Cst from '../cst.js';
import { all, choice, group, indent, type Layout, line, sequence } from '../layout.js';
import { Identifier, inner, keyword, LCurly, RCurly } from '../tokens.js';
import type { Half } from '../tree-parts.js';
import { type DeclarationKind, ownName } from './kind.js';

/** `import { a, b } from "./other.infomin"`, or `import other from "./other.infomin"` for the results of that file */
export interface ImportDeclaration extends DeclarationNode {
  readonly kind: 'import';
  /** What the other file declares, between the braces. */
  readonly names: readonly Name[];
  /** What the results of the other file are called here; `undefined` with braces. */
  readonly name: Name | undefined;
  readonly source: StringLiteral | Missing;
}

const token = keyword('import');

export const importing: DeclarationKind<ImportDeclaration> = {
  kind: 'import',
  openers: [
    {
      token,
      doc: 'Takes declarations from another file, or its results for a report.',
      snippet: 'import { $0 } from "$1"',
    },
  ],
  thing: 'the results of a file',
  afterName: ['from'],
  ofFile: true,
  rule(grammar) {
    grammar.CONSUME(token);
    grammar.OR([
      {
        ALT: () => {
          grammar.CONSUME(LCurly);
          grammar.SUBRULE(grammar.names);
          grammar.CONSUME(RCurly);
        },
      },
      { ALT: () => grammar.CONSUME(Identifier) },
    ]);
    grammar.CONSUME(inner.from);
    grammar.SUBRULE(grammar.string);
  },
  build(of: Half<Cst.ImportCstNode>, tree) {
    tree.takeAll(of.LCurly);
    const names = tree.names(of.names);
    tree.takeAll(of.RCurly);
    const name = tree.name(of.Identifier);
    tree.takeAll(of.From);
    return { kind: 'import', names, name, source: tree.string(of.string) };
  },
  print(node, printer) {
    const from = ` from ${printer.string(node.source)}`;
    return printer.whole(node, all('import ', node.name?.text ?? inBraces(node.names), from));
  },
  declared: ownName,
};

/** `{ a, b }`: rows are filled where it does not fit. */
function inBraces(names: readonly Name[]): Layout {
  const rows = names.map(({ text }, i) => {
    const name = `${text}${i < names.length - 1 ? ',' : ''}`;
    return i === 0 ? name : group(all(line, name));
  });
  return group(all('{', indent(all(line, sequence(rows), choice('', ','))), line, '}'));
}
