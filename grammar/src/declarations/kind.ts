/** What the grammar knows of a kind of declaration: one record, from which everything that deals with all of them reads. */
import type { CstNode, IToken, ParserMethod, TokenType } from 'chevrotain';
import type { DeclarationNode, Name } from '../ast.js';
import type { DeclarationPrinter, Printed } from '../print-parts.js';
import type { Half, PartBuilder } from '../tree-parts.js';

/** A word that opens a declaration. */
export interface Opener {
  readonly token: TokenType;
  /** What a declaration that it opens is for a reader, with its article; the kind's own where it is left out. */
  readonly thing?: string;
  /** What it declares, in a sentence. */
  readonly doc: string;
  /** How it begins in an editor, with the cursor going from hole to hole. */
  readonly snippet: string;
}

export interface DeclarationKind<D extends DeclarationNode = DeclarationNode> {
  /** Also the name of its rule in the grammar. */
  readonly kind: D['kind'];
  readonly openers: readonly Opener[];
  /** What messages call one, with its article; without it they have no name for it. */
  readonly thing?: string;
  /** What the name behind its opening word stands for, where that is not a new one. */
  readonly refersTo?: string;
  /** Marks behind that name, which tell a name from a keyword; where they are left out `=`, `~` and `:`. */
  readonly afterName?: readonly string[];
  /** Whether it says what the whole file is made with: documentation above the first one is the file's. */
  readonly ofFile?: boolean;
  /** Its rule, in the order of the text. */
  rule(grammar: Grammar): void;
  /** From the concrete tree; whatever could not be read is absent there. */
  build(of: Half<CstNode>, tree: PartBuilder, opener: IToken): Omit<D, 'span' | 'doc'>;
  print(node: D, printer: DeclarationPrinter): Printed;
  /** The word that opens it; its only one where this is left out. */
  word?(node: D): string;
  /** Names it gives. */
  declared?(node: D): readonly Name[];
  /** Names it uses outside its expressions. */
  mentioned?(node: D): readonly Name[];
}

/** What rules are written in: the parser's steps, which its class keeps to itself, and the rules all kinds share. */
export interface Grammar {
  CONSUME(type: TokenType): IToken;
  CONSUME2(type: TokenType): IToken;
  SUBRULE(rule: Rule): unknown;
  OPTION(step: () => void): void;
  OPTION2(step: () => void): void;
  OR(alternatives: { readonly ALT: () => void }[]): void;
  AT_LEAST_ONE(step: () => void): void;
  readonly expression: Rule;
  readonly count: Rule;
  readonly names: Rule;
  readonly record: Rule;
  readonly side: Rule;
  readonly string: Rule;
  readonly type: Rule;
}

type Rule = ParserMethod<[], CstNode>;

/** `keyword name = expression` */
export function assignment(opener: TokenType, equals: TokenType, name: TokenType) {
  return (grammar: Grammar): void => {
    grammar.CONSUME(opener);
    grammar.CONSUME(name);
    grammar.CONSUME(equals);
    grammar.SUBRULE(grammar.expression);
  };
}

/** The name of a declaration that gives one. */
export function ownName({ name }: { readonly name: Name | undefined }): readonly Name[] {
  return name === undefined ? [] : [name];
}
