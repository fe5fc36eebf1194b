/** How the parser goes on behind a broken place. */
import { CstParser, EOF, type IRecognitionException, type IToken, type TokenType } from 'chevrotain';
import { allTokens } from './lexer.js';
import { createMessages, type Reading } from './messages.js';
import type { Complaint } from './problems.js';
import {
  Colon,
  Comma,
  Equals,
  LCurly,
  LParen,
  LSquare,
  RCurly,
  RParen,
  RSquare,
  Semicolon,
  Tilde,
} from './tokens.js';

/** Broken places reported inside one declaration. */
export const MAX_ERRORS = 50;

/** Brackets above all: the parser is never inside one that `depth.ts` takes for closed. */
const structural: ReadonlySet<TokenType> = new Set([
  LParen,
  RParen,
  LSquare,
  RSquare,
  LCurly,
  RCurly,
  Comma,
  Semicolon,
  Colon,
  Equals,
  Tilde,
]);

/** The rules the parser is in, which Chevrotain's types leave out. */
interface RuleStack {
  readonly RULE_STACK: readonly number[];
  readonly RULE_OCCURRENCE_STACK: readonly number[];
  readonly RULE_STACK_IDX: number;
  readonly resyncFollows: Readonly<Record<string, readonly TokenType[]>>;
  shortRuleNameToFullName(shortName: number): string;
}

/**
 * Chevrotain's recovery (a token put in or left out, or tokens skipped up to one that can follow), within bounds:
 * one declaration is parsed at a time, and recovery inside it does not run deep on garbage.
 */
export abstract class RecoveringParser extends CstParser {
  private readonly reading: Reading;
  private readonly followSets = new Map<number, readonly TokenType[]>();

  constructor(validate: boolean) {
    const reading: Reading = { following: undefined, complaints: [] };
    super(allTokens, {
      recoveryEnabled: true,
      maxLookahead: 1,
      nodeLocationTracking: 'none',
      // The checks of the grammar take longer than all the rest; a test asks for them.
      skipValidations: !validate,
      errorMessageProvider: createMessages(reading),
    });
    this.reading = reading;
  }

  /** Takes the tokens of one declaration; `following` is the token behind it. */
  begin(tokens: IToken[], following: IToken | undefined): void {
    this.input = tokens;
    this.reading.complaints = [];
    this.reading.following = following;
  }

  /** What is wrong at an error of the declaration that was begun last. */
  complaintOf(error: IRecognitionException): Complaint {
    return this.reading.complaints[Number(error.message)]!;
  }

  /** Whether a repetition may look for its next item: recovery recurses once for each broken one. */
  protected mayGoOn(): boolean {
    return this.reading.complaints.length < MAX_ERRORS;
  }

  /** A superfluous token may be dropped unless it gives the declaration its structure. */
  protected override canTokenTypeBeDeletedInRecovery(): boolean {
    return !structural.has(this.LA(1).tokenType);
  }

  /**
   * The tokens at which some rule the parser is in may go on. Chevrotain asks at every rule an error passes on its way
   * out; its own answer, with one entry for each rule, makes hundreds of open brackets take seconds.
   */
  protected flattenFollowSet(): TokenType[] {
    const stack = this as unknown as RuleStack;
    const passed = new Set<number>();
    const found = new Set<TokenType>([EOF]);
    for (let i = 1; i <= stack.RULE_STACK_IDX; i++) {
      const rule = stack.RULE_STACK[i]!;
      const occurrence = stack.RULE_OCCURRENCE_STACK[i]!;
      const caller = stack.RULE_STACK[i - 1]!;
      // All three are small: rules are numbered from 256 on, occurrences end at 255.
      const key = (rule * 1024 + caller) * 256 + occurrence;
      if (passed.has(key)) continue;
      passed.add(key);
      let follows = this.followSets.get(key);
      if (follows === undefined) {
        const [name, inName] = [rule, caller].map((each) => stack.shortRuleNameToFullName(each));
        follows = stack.resyncFollows[`${name}${occurrence}_~IN~_${inName}`] ?? [];
        this.followSets.set(key, follows);
      }
      for (const type of follows) found.add(type);
    }
    return [...found];
  }
}
