import type { DeclarationNode, Entry, Name } from '../ast.js';
import type * as Cst from '../cst.js';
import { all } from '../layout.js';
import { Identifier, inner, keyword } from '../tokens.js';
import { first, type Half } from '../tree-parts.js';
import type { DeclarationKind } from './kind.js';

/** `train objective { key: value … }`, `train objective as name { … }` */
export interface TrainDeclaration extends DeclarationNode {
  readonly kind: 'train';
  readonly objective: Name | undefined;
  /** What reports call this training; the objective's name where it is left out. */
  readonly as: Name | undefined;
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
  afterName: ['{', 'as'],
  rule(grammar) {
    grammar.CONSUME(token);
    grammar.CONSUME(Identifier);
    grammar.OPTION(() => {
      grammar.CONSUME(inner.as);
      grammar.CONSUME2(Identifier);
    });
    grammar.SUBRULE(grammar.record);
  },
  build(of: Half<Cst.TrainCstNode>, tree) {
    const [named, ...others] = of.Identifier ?? [];
    const objective = tree.name(named && [named]);
    tree.takeAll(of.As);
    const as = tree.name(others);
    return { kind: 'train', objective, as, entries: tree.entries(first(of.record)) };
  },
  print(node, printer) {
    const open = (node.as ?? node.objective)?.span.end ?? node.span.start;
    const as = node.as === undefined ? '' : ` as ${node.as.text}`;
    const tail = all(' ', printer.expressions.record(node.entries, open, node.span.end));
    return { head: `train ${node.objective?.text ?? '?'}${as}`, tail, aligns: false, keyword: 'train' };
  },
  declared: ({ as }) => (as === undefined ? [] : [as]),
  mentioned: ({ objective }) => (objective === undefined ? [] : [objective]),
};
