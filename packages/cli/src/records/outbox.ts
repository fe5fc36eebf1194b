import type { TrialPlan } from '@infomin/plan';
import type { Logger } from '@infomin/plugin';
import type { Gallery, MetricLine, TrialOutcome } from '@infomin/runtime';
import type { OpenRecorder } from './open-recorder.js';

/** What is new of a trial. */
export interface News {
  readonly trial: TrialPlan;
  /** With when they were written, in milliseconds since 1970. */
  readonly lines: readonly TimedLine[];
  readonly end?: TrialEnd;
}

export type TimedLine = MetricLine & { readonly time: number };

export interface TrialEnd {
  readonly result: TrialOutcome;
  readonly galleries: readonly Gallery[];
  readonly time: number;
}

/** A server that keeps what it is sent. */
export interface Server {
  /** What the user calls it, without anything secret. */
  readonly name: string;
  /** Sends news; after an error the same news may come again, with more, and count once. Throws where the server refuses. */
  send(news: News, signal: AbortSignal): Promise<void>;
}

export interface Patience {
  /** Milliseconds between two sendings. */
  readonly pause: number;
  /** Milliseconds after which a request is given up, and until the next try. */
  readonly limit: number;
  /** Milliseconds that the end of a run waits for what is still to be sent. */
  readonly end: number;
}

/**
 * Sends what it is told in the background, every few seconds, so that no training waits for a server. One that is down or refuses
 * is told once and tried again later; what it has not got in the end is told too.
 */
export class Outbox implements OpenRecorder {
  private readonly open = new Map<string, News>();
  private readonly ending = new AbortController();
  private sending: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private told = false;

  constructor(
    private readonly server: Server,
    private readonly log: Logger,
    private readonly patience: Patience = { pause: 2_000, limit: 30_000, end: 30_000 },
  ) {}

  begin(trial: TrialPlan, lines: readonly MetricLine[]): void {
    this.add({ trial, lines: lines.map(timed) });
  }

  line(trial: TrialPlan, line: MetricLine): void {
    this.add({ trial, lines: [timed(line)] });
  }

  end(trial: TrialPlan, result: TrialOutcome, galleries: readonly Gallery[]): void {
    this.add({ trial, lines: [], end: { result, galleries, time: Date.now() } });
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    const late = setTimeout(() => this.ending.abort(), this.patience.end);
    await this.sending;
    if (!this.ending.signal.aborted) await this.sendAll();
    clearTimeout(late);
    this.ending.abort();
    clearTimeout(this.timer);
    if (this.open.size > 0)
      this.log.warn(
        `${this.server.name} lacks a part of ${this.open.size} trials; the same command sends it, and trains nothing anew`,
      );
  }

  private add(news: News): void {
    const before = this.open.get(news.trial.id);
    this.open.set(news.trial.id, before ? joined(before, news) : news);
    this.timer ??= this.later(this.patience.pause);
  }

  private later(pause: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.sending = this.sendAll();
    }, pause).unref();
  }

  private async sendAll(): Promise<void> {
    for (const [id, news] of [...this.open]) {
      this.open.delete(id);
      const signal = AbortSignal.any([this.ending.signal, AbortSignal.timeout(this.patience.limit)]);
      // A connection that rested may have been closed at the other end: it is asked twice.
      const send = () => this.server.send(news, signal);
      try {
        await send().catch((first: unknown) =>
          send().catch(() => {
            throw first;
          }),
        );
      } catch (error) {
        const since = this.open.get(id);
        this.open.set(id, since ? joined(news, since) : news);
        this.refused(error);
        this.timer = this.ending.signal.aborted ? undefined : this.later(this.patience.limit);
        return;
      }
    }
    this.timer = this.open.size > 0 ? this.later(this.patience.pause) : undefined;
  }

  private refused(error: unknown): void {
    if (this.told) return;
    this.told = true;
    const { name, message, cause } = error as Error;
    const late = name === 'TimeoutError' || name === 'AbortError';
    const said = cause instanceof Error && cause.message !== '' ? cause.message : message;
    const reason = late ? 'it does not answer in time' : said;
    this.log.warn(`${this.server.name} can't be reached or refuses, the run goes on: ${reason}`);
  }
}

const timed = (line: MetricLine): TimedLine => ({ ...line, time: Date.now() });

const joined = (first: News, then: News): News => ({
  ...first,
  ...then,
  lines: [...first.lines, ...then.lines],
});
