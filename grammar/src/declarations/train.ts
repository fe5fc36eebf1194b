import type { DeclarationNode, Entry, Name } from '../ast.js';
import type * as Cst from '../cst.js';
import { all } from '../layout.js';
import { Identifier, keyword } from '../tokens.js';
import { first, type Half } from '../tree-parts.js';
import type { DeclarationKind } from './kind.js';

/** `train objective { key: value … }` */
export interface TrainDeclaration extends DeclarationNode {
  readonly kind: 'train';
  readonly objective: Name | undefined;
  readonly entries: readonly Entry[];
}

const token = keyword('train');

export const train: DeclarationKind<TrainDeclaration> = {
  kind: 'train',
  openers: [
    {
      token,
      doc: 'Trains the models of an objective; trainings run in their order.',
      snippet: 'train ${1:objective} {\n  epochs: ${2:10}\n  $0\n}',
    },
  ],
  thing: 'a training',
  refersTo: 'an objective',
  afterName: '{',
  rule(grammar) {
    grammar.CONSUME(token);
    grammar.CONSUME(Identifier);
    grammar.SUBRULE(grammar.record);
  },
  build(of: Half<Cst.TrainCstNode>, tree) {
    const objective = tree.name(of.Identifier);
    return { kind: 'train', objective, entries: tree.entries(first(of.record)) };
  },
  print(node, printer) {
    const open = node.objective?.span.end ?? node.span.start;
    const tail = all(' ', printer.expressions.record(node.entries, open, node.span.end));
    return { head: `train ${node.objective?.text ?? '?'}`, tail, aligns: false, keyword: 'train' };
  },
  mentioned: ({ objective }) => (objective === undefined ? [] : [objective]),
};
