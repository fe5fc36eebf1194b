/** The part of the untyped package that `diagrams.ts` uses. */
declare module 'railroad-diagrams' {
  interface Piece {
    toString(): string;
  }
  interface Railroad {
    Diagram(...items: Piece[]): Piece;
    Sequence(...items: Piece[]): Piece;
    Choice(shown: number, ...items: Piece[]): Piece;
    Optional(item: Piece): Piece;
    OneOrMore(item: Piece): Piece;
    ZeroOrMore(item: Piece): Piece;
    Terminal(text: string): Piece;
    NonTerminal(text: string): Piece;
  }
  const railroad: Railroad;
  export default railroad;
}
