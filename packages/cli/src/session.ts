import { visible } from '@infomin/plan';
import type { Command } from 'commander';
import type { Io, Output } from './terminal/io.js';
import { jsonText } from './terminal/json.js';
import { type Style, shown, styleFor, wantsColor } from './terminal/style.js';
import { SessionTrust } from './trust.js';

/** One invocation of the command line: what its commands share. */
export class Session {
  /** For text on standard output. */
  readonly out: Style;
  /** For text on standard error. */
  readonly err: Style;
  /** Which plugins that do not come with infomin may run. */
  readonly trust: SessionTrust;
  /** Set by the command that ran. */
  exitCode = 0;

  constructor(
    readonly io: Io,
    readonly args: readonly string[],
  ) {
    this.out = styleFor(io.stdout, io.env);
    this.err = styleFor(io.stderr, io.env);
    this.trust = new SessionTrust(io, args.includes('--trust'));
  }

  /** Whether `--debug` was given: stack traces are shown. */
  get debug(): boolean {
    return this.args.includes('--debug');
  }

  /** Whether standard output is to hold one JSON document. */
  get json(): boolean {
    return this.args.includes('--json');
  }

  /** Prints the JSON document of `--json`. */
  document(value: unknown): void {
    this.io.stdout.write(`${jsonText(value)}\n`);
  }

  /** A line for people. */
  tell(text: string): void {
    this.line(this.io.stderr, text);
  }

  /** A line for people, of what they asked for. */
  print(text: string): void {
    this.line(this.io.stdout, text);
  }

  private line(output: Output, text: string): void {
    output.write(`${wantsColor(output, this.io.env) ? shown(text) : visible(text)}\n`);
  }

  /** A message as a warning. */
  warning(message: string): string {
    return `${this.err('yellow', 'warning:')} ${message}`;
  }

  /** A warning for people. */
  warn(message: string): void {
    this.tell(this.warning(message));
  }
}

/** Adds a command to the program; what it needs to run is imported when it runs. */
export type AddCommand = (program: Command, session: Session) => void;
