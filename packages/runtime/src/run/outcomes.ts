import type { Plan } from '@infomin/plan';
import { services } from '@infomin/plugin';
import type { Container } from 'inversify';
import { Queue } from '../base/queue.js';
import type { Constructors } from '../base/registry.js';
import type { Results, TrialOutcome } from '../folder/results.js';
import { type Front, keepFront } from '../report/front.js';
import { writeResults } from '../report/write-results.js';

export interface OutcomesOptions {
  readonly plan: Plan;
  /** Name of the engine. */
  readonly engine: string;
  readonly registry: Constructors;
  readonly container: Container;
  /** What the run is of, for its report. */
  readonly front: (() => Promise<Front>) | undefined;
}

/** What a run's trials have come to, kept in `results.json` and `report.html` while they end. */
export class Outcomes {
  private readonly byTrial = new Map<string, TrialOutcome>();
  private readonly writes = new Queue();
  private frontKept = false;
  private due = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: OutcomesOptions) {}

  add(outcome: TrialOutcome): void {
    this.byTrial.set(outcome.id, outcome);
  }

  /** In the plan's order. */
  get all(): TrialOutcome[] {
    return this.options.plan.trials.flatMap(({ id }) => this.byTrial.get(id) ?? []);
  }

  write(): Promise<Results> {
    const { plan, engine, registry, container, front } = this.options;
    return this.writes.take(async () => {
      if (front && !this.frontKept)
        await keepFront(await container.getAsync(services.artifacts), await front());
      this.frontKept = true;
      return writeResults(plan, engine, this.all, registry, container);
    });
  }

  /** Writing all results after each of many trials would take longer than the trials: it gets a twentieth of the time. */
  async writeIfDue(): Promise<void> {
    const start = performance.now();
    if (start < this.due) return;
    this.due = Number.POSITIVE_INFINITY;
    await this.write();
    const end = performance.now();
    this.due = end + 20 * (end - start);
  }
}
