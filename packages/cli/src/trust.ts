import { type StrangePlugin, type Trust, TrustFile, trustPath } from '@infomin/compiler/trust';
import type { Io } from './terminal/io.js';

/**
 * Which plugins that do not come with infomin may run in one command: those that `--trust` or an earlier answer allows;
 * of others a terminal is asked.
 */
export class SessionTrust implements Trust {
  readonly how: string;
  /** Those that may, for the processes that the command starts. */
  readonly allowed: StrangePlugin[] = [];
  private readonly file: TrustFile;
  private readonly answers = new Map<string, Promise<boolean>>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly io: Io,
    /** Whether `--trust` is given. */
    private readonly all: boolean,
  ) {
    this.file = new TrustFile(trustPath(io.env));
    this.how = 'look at it; `--trust` allows it and is remembered';
  }

  /** Questions come one after another, each once. */
  trusts(plugin: StrangePlugin): Promise<boolean> {
    const key = keyOf(plugin);
    const known = this.answers.get(key);
    if (known) return known;
    const answer = this.last.then(() => this.decide(plugin));
    this.last = answer;
    this.answers.set(key, answer);
    return answer;
  }

  /** What the user has named: it may, now and from now on. */
  allow(plugin: StrangePlugin): void {
    this.answers.set(keyOf(plugin), Promise.resolve(true));
    if (this.file.has(plugin)) return;
    try {
      this.file.add(plugin);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.io.stderr.write(`warning: ${this.file.path} could not be written: ${reason}\n`);
    }
  }

  private async decide(plugin: StrangePlugin): Promise<boolean> {
    if (!this.file.has(plugin)) {
      if (!this.all && !(await this.ask(plugin))) return false;
      this.allow(plugin);
    }
    this.allowed.push(plugin);
    return true;
  }

  private async ask({ name, entry }: StrangePlugin): Promise<boolean> {
    const what = /^rediss?:/.test(entry)
      ? 'a server that is told of trials and says what they came to'
      : 'code that runs with all your rights';
    const question = `${JSON.stringify(name)} is ${what}: ${JSON.stringify(entry)}\nAllow it, now and from now on? [y/N] `;
    const answer = (await this.io.ask?.(question)) ?? '';
    return /^y(es)?$/i.test(answer.trim());
  }
}

const keyOf = ({ entry, hash }: StrangePlugin) => JSON.stringify([entry, hash]);
