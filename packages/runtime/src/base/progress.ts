/** What a trial is doing, for a progress line; at most ten a second, and one where it collapses, recovers or ends. */
export interface ProgressEvent {
  readonly trial: string;
  readonly stage: string;
  /** From 1. */
  readonly epoch: number;
  /** Steps done, and of how many. */
  readonly step: number;
  readonly steps: number;
  readonly imagesPerSecond: number;
  readonly loss: number;
  /** Nats; `undefined` where no term estimates information. */
  readonly mi: number | undefined;
  /** What it is called: `I_NCE`. */
  readonly information: string | undefined;
  readonly ceiling: number | undefined;
  readonly secondsLeft: number;
  /**
   * All embeddings are alike and information, if any is estimated, is at zero; told from the first tenth on, and a training
   * may leave it again.
   */
  readonly collapsed: boolean;
  /** What the watched probes came to last, by their names. */
  readonly watched?: Readonly<Record<string, number>> | undefined;
}

/** Measures speed since it was made and says when a progress line is due. Only for people: no result depends on it. */
export class Speed {
  private readonly start = performance.now();
  private last = Number.NEGATIVE_INFINITY;
  private rows = 0;
  private steps = 0;

  step(rows: number): void {
    this.rows += rows;
    this.steps++;
  }

  get imagesPerSecond(): number {
    return this.rows / this.seconds;
  }

  secondsFor(steps: number): number {
    return this.steps === 0 ? 0 : (this.seconds / this.steps) * steps;
  }

  /** True at most ten times a second. */
  due(): boolean {
    const now = performance.now();
    if (now - this.last < 100) return false;
    this.last = now;
    return true;
  }

  private get seconds(): number {
    return Math.max((performance.now() - this.start) / 1000, 1e-6);
  }
}
