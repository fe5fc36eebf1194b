import type { DeclarationNode, Expression, Name } from '../ast.js';
import type * as Cst from '../cst.js';
import { Equals, Identifier, keyword } from '../tokens.js';
import type { Half } from '../tree-parts.js';
import { type DeclarationKind, ownName } from './kind.js';

export type ModelRole = 'encoder' | 'generator' | 'head';

/** `encoder name = Constructor(…)` */
export interface ModelDeclaration extends DeclarationNode {
  readonly kind: 'model';
  readonly role: ModelRole;
  readonly name: Name | undefined;
  readonly value: Expression;
}

const [encoder, generator, head] = [keyword('encoder'), keyword('generator'), keyword('head')];

export const model: DeclarationKind<ModelDeclaration> = {
  kind: 'model',
  openers: [
    {
      token: encoder,
      thing: 'an encoder',
      doc: 'A model that makes a vector of what it is applied to.',
      snippet: 'encoder ${1:f} = $0',
    },
    {
      token: generator,
      thing: 'a generator',
      doc: 'A model that makes an image of an image, or views of one.',
      snippet: 'generator ${1:g} = $0',
    },
    {
      token: head,
      thing: 'a head',
      doc: 'A small model on top of an encoder.',
      snippet: 'head ${1:p} = $0',
    },
  ],
  thing: 'a model',
  rule(grammar) {
    grammar.OR([
      { ALT: () => grammar.CONSUME(encoder) },
      { ALT: () => grammar.CONSUME(generator) },
      { ALT: () => grammar.CONSUME(head) },
    ]);
    grammar.CONSUME(Identifier);
    grammar.CONSUME(Equals);
    grammar.SUBRULE(grammar.expression);
  },
  build: (of: Half<Cst.ModelCstNode>, tree, { tokenType }) => ({
    kind: 'model',
    role: tokenType === encoder ? 'encoder' : tokenType === generator ? 'generator' : 'head',
    ...tree.assignment(of),
  }),
  print: (node, printer) => printer.assigned(node.role, node.name?.text ?? '?', '=', node.value),
  word: (node) => node.role,
  declared: ownName,
};
