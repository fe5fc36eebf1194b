/**
 * The grammar of infomin, to be read from top to bottom.
 *
 * Line ends carry no meaning. A trailing comma is allowed in every list. Keywords are told from names before this
 * grammar sees them (`contextual.ts`), so `Identifier` is a name in every place. What binds how tightly among the
 * operators of an `expression` is told in `operators.ts`.
 */

import type { Grammar } from './declarations/kind.js';
import { declarationKinds } from './declarations/kinds.js';
import { RecoveringParser } from './recovery.js';
import {
  Colon,
  Comma,
  Dot,
  DotDot,
  Identifier,
  inner,
  LCurly,
  LParen,
  LSquare,
  literals,
  Minus,
  NumberToken,
  OpenString,
  Pipe,
  Plus,
  Question,
  RCurly,
  RParen,
  RSquare,
  Semicolon,
  Slash,
  Star,
  StringToken,
  Unit,
} from './tokens.js';

export class InfominParser extends RecoveringParser {
  constructor(validate = false) {
    super(validate);
    this.performSelfAnalysis();
  }

  // ── The file ──────────────────────────────────────────────────────────────────────────────────────────────────

  file = this.RULE('file', () => {
    this.MANY(() => this.SUBRULE(this.declaration));
  });

  declaration = this.RULE('declaration', () => {
    this.OR(this.alternatives);
  });

  /** Each kind's rule stands in its file under `declarations/`. */
  private readonly kinds = Object.values(declarationKinds).map(({ kind, rule }) =>
    this.RULE(kind, () => rule(this as unknown as Grammar)),
  );

  private readonly alternatives = this.kinds.map((rule) => ({ ALT: () => this.SUBRULE(rule) }));

  // ── Types and names ───────────────────────────────────────────────────────────────────────────────────────────

  /** `a, b, c` */
  names = this.RULE('names', () => {
    this.CONSUME(Identifier);
    this.MANY({
      GATE: () => this.LA(2).tokenType === Identifier,
      DEF: () => {
        this.CONSUME(Comma);
        this.CONSUME2(Identifier);
      },
    });
    this.OPTION(() => this.CONSUME2(Comma));
  });

  /** `min a, b` */
  side = this.RULE('side', () => {
    this.OR([{ ALT: () => this.CONSUME(inner.min) }, { ALT: () => this.CONSUME(inner.max) }]);
    this.SUBRULE(this.names);
  });

  /** `Scalar`, `Image[64, 64, ?]`, `Image[64, 64, 3] .YDbDr` */
  type = this.RULE('type', () => {
    this.CONSUME(Identifier);
    this.OPTION(() => {
      this.CONSUME(LSquare);
      this.SUBRULE(this.dimension);
      this.MANY({
        GATE: () => this.LA(2).tokenType !== RSquare,
        DEF: () => {
          this.CONSUME(Comma);
          this.SUBRULE2(this.dimension);
        },
      });
      this.OPTION2(() => this.CONSUME2(Comma));
      this.CONSUME(RSquare);
    });
    this.OPTION3(() => {
      this.CONSUME(Dot);
      this.SUBRULE(this.space);
    });
  });

  space = this.RULE('space', () => {
    this.OR([{ ALT: () => this.CONSUME(Identifier) }, { ALT: () => this.CONSUME(Question) }]);
  });

  /** `[6]`: how many draws of a view */
  count = this.RULE('count', () => {
    this.CONSUME(LSquare);
    this.OR([{ ALT: () => this.CONSUME(NumberToken) }, { ALT: () => this.CONSUME(Identifier) }]);
    this.CONSUME(RSquare);
  });

  dimension = this.RULE('dimension', () => {
    this.OR([{ ALT: () => this.CONSUME(NumberToken) }, { ALT: () => this.CONSUME(Question) }]);
  });

  /** `OpenString` is reported by the lexer and read as if it were whole. */
  string = this.RULE('string', () => {
    this.OR([{ ALT: () => this.CONSUME(StringToken) }, { ALT: () => this.CONSUME(OpenString) }]);
  });

  // ── Expressions ───────────────────────────────────────────────────────────────────────────────────────────────

  /** Operands joined by operators: `b.image |> Flip()`, `0.2..1.0`, `a + 0.5 * b`; a recipe is `|> Flip() |> Noise(0.1)`. */
  expression = this.RULE('expression', () => {
    this.OPTION(() => this.CONSUME2(Pipe, { LABEL: 'opening' }));
    this.SUBRULE(this.operand);
    this.MANY(() => {
      this.OR([
        { ALT: () => this.CONSUME(Pipe, { LABEL: 'operator' }) },
        { ALT: () => this.CONSUME(DotDot, { LABEL: 'operator' }) },
        { ALT: () => this.CONSUME(Plus, { LABEL: 'operator' }) },
        { ALT: () => this.CONSUME(Minus, { LABEL: 'operator' }) },
        { ALT: () => this.CONSUME(Star, { LABEL: 'operator' }) },
        { ALT: () => this.CONSUME(Slash, { LABEL: 'operator' }) },
      ]);
      this.SUBRULE2(this.operand);
    });
  });

  /** `-f(x)[0].y`: signs bind looser than calls, indices and members. */
  operand = this.RULE('operand', () => {
    this.MANY(() => this.CONSUME(Minus));
    this.SUBRULE(this.primary);
    this.MANY2(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.call, { LABEL: 'postfix' }) },
        { ALT: () => this.SUBRULE(this.index, { LABEL: 'postfix' }) },
        { ALT: () => this.SUBRULE(this.member, { LABEL: 'postfix' }) },
      ]);
    });
  });

  primary = this.RULE('primary', () => {
    this.OR([
      // A word before a colon is the key of the next entry: what should stand before it is missing.
      { GATE: () => this.LA(2).tokenType !== Colon, ALT: () => this.CONSUME(Identifier) },
      { ALT: () => this.SUBRULE(this.number) },
      { ALT: () => this.SUBRULE(this.symbol) },
      { ALT: () => this.SUBRULE(this.list) },
      { ALT: () => this.SUBRULE(this.string) },
      { ALT: () => this.CONSUME(literals.true) },
      { ALT: () => this.CONSUME(literals.false) },
      { ALT: () => this.SUBRULE(this.record) },
      { ALT: () => this.SUBRULE(this.parenthesized) },
    ]);
  });

  /** `0.1`, `1 epoch` */
  number = this.RULE('number', () => {
    this.CONSUME(NumberToken);
    this.OPTION(() => this.CONSUME(Unit));
  });

  /** `(a; b, temperature: 0.1)` behind what is called */
  call = this.RULE('call', () => {
    this.CONSUME(LParen);
    this.OPTION(() => {
      this.SUBRULE(this.argument);
      this.MANY({
        GATE: () => this.LA(2).tokenType !== RParen,
        DEF: () => {
          this.OR([{ ALT: () => this.CONSUME(Comma) }, { ALT: () => this.CONSUME(Semicolon) }]);
          this.SUBRULE2(this.argument);
        },
      });
      this.OPTION2(() => this.CONSUME2(Comma));
    });
    this.CONSUME(RParen);
  });

  /** `value`, `name: value` */
  argument = this.RULE('argument', () => {
    this.OPTION({
      GATE: () => this.LA(2).tokenType === Colon,
      DEF: () => {
        this.CONSUME(Identifier);
        this.CONSUME(Colon);
      },
    });
    this.SUBRULE(this.expression);
  });

  /** `[0]`, `[1..3]` behind what is sliced */
  index = this.RULE('index', () => {
    this.CONSUME(LSquare);
    this.SUBRULE(this.expression);
    this.CONSUME(RSquare);
  });

  /** `.label` behind what has members */
  member = this.RULE('member', () => {
    this.CONSUME(Dot);
    this.CONSUME(Identifier);
  });

  /** `.digit` */
  symbol = this.RULE('symbol', () => {
    this.CONSUME(Dot);
    this.CONSUME(Identifier);
  });

  /** `[a, b]` */
  list = this.RULE('list', () => {
    this.CONSUME(LSquare);
    this.OPTION(() => {
      this.SUBRULE(this.expression);
      this.MANY({
        GATE: () => this.LA(2).tokenType !== RSquare,
        DEF: () => {
          this.CONSUME(Comma);
          this.SUBRULE2(this.expression);
        },
      });
      this.OPTION2(() => this.CONSUME2(Comma));
    });
    this.CONSUME(RSquare);
  });

  /** `{ k: v, l: w }`; the commas are optional. */
  record = this.RULE('record', () => {
    this.CONSUME(LCurly);
    this.MANY({ GATE: () => this.mayGoOn(), DEF: () => this.SUBRULE(this.entry) });
    this.CONSUME(RCurly);
  });

  entry = this.RULE('entry', () => {
    this.CONSUME(Identifier);
    this.CONSUME(Colon);
    this.SUBRULE(this.expression);
    this.OPTION(() => this.CONSUME(Comma));
  });

  /** `(a + b)`; `(1e-3, 64)`, the values of several parameters */
  parenthesized = this.RULE('parenthesized', () => {
    this.CONSUME(LParen);
    this.SUBRULE(this.expression);
    this.MANY(() => {
      this.CONSUME(Comma);
      this.SUBRULE2(this.expression);
    });
    this.CONSUME(RParen);
  });
}
