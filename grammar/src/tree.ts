/**
 * From the parser's concrete tree to the syntax tree.
 *
 * After a recovered error any child of a concrete node may be absent or inserted without text; what is absent becomes
 * `missing` or `undefined`.
 */
import type { IToken } from 'chevrotain';
import type { DeclarationCstNode } from './cst.js';
import { type Declaration, declarationKinds } from './declarations/kinds.js';
import { first, type Half, PartBuilder } from './tree-parts.js';

/** Builds the declarations of one text. */
export class TreeBuilder extends PartBuilder {
  /** The node of a `declaration`; `doc` is its doc comment. */
  declaration(node: DeclarationCstNode, keyword: IToken, doc: string | undefined): Declaration | undefined {
    const start = keyword.startOffset;
    this.take(keyword);
    const of: Half<DeclarationCstNode> = node.children;
    for (const { kind, build } of Object.values(declarationKinds)) {
      const rule = first<DeclarationNodes>(of[kind]);
      if (rule === undefined) continue;
      const built = build(rule.children, this, keyword);
      return { ...built, doc, span: this.from(start) } as Declaration;
    }
    return undefined;
  }
}

type DeclarationNodes = NonNullable<DeclarationCstNode['children'][Declaration['kind']]>[number];
