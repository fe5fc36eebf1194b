import { isTrusted, UserError } from '@infomin/plugin';
import { resolveCall } from '../base/bound.js';
import type { StageRecord } from '../folder/stage-record.js';
import { calling, faultOf } from '../graph/fault.js';
import { at } from '../graph/graph.js';
import { Probes } from './probes.js';
import type { ReadyStage } from './stage-setup.js';
import { leads, type TrialContext } from './trial-context.js';

interface Measured {
  /** By the probes' names. */
  readonly values: Readonly<Record<string, number>>;
  /** Those whose value is not to be trusted. */
  readonly unreliable: readonly string[];
}

/**
 * The probes that a stage measures on its way, and whether it ends early for what they came to. Measuring reads the state
 * and draws from streams of its own: training is the same with and without it.
 */
export class Watch {
  private readonly probes: Probes;

  constructor(
    private readonly context: TrialContext,
    private readonly stage: ReadyStage,
  ) {
    this.probes = new Probes(context);
  }

  /** Steps between two measurements. */
  get every(): number {
    const { every } = this.stage.plan;
    if (every?.unit === 'step') return every.count;
    return Math.max(1, Math.round((every?.count ?? 1) * this.stage.stepsPerEpoch));
  }

  /** Measures if it is time to; gives what was measured by the probes' names, or `undefined`. Throws where it is aborted. */
  async due(record: StageRecord): Promise<Measured['values'] | undefined> {
    const { watch, stop } = this.stage.plan;
    if (watch === undefined || watch.length === 0) return undefined;
    if (record.step % this.every !== 0 && record.step !== this.stage.steps) return undefined;
    const own = leads(this.context) ? await this.measure(watch) : { values: {}, unreliable: [] };
    const { values, unreliable } = await this.sharedByRanks(own);
    record.watched.push({ step: record.step, values, ...(unreliable.length > 0 && { unreliable }) });
    if (stop !== undefined) record.stopped = await this.ends(record);
    return values;
  }

  private async measure(watch: readonly string[]): Promise<Measured> {
    this.probes.forget();
    const values: [string, number][] = [];
    const unreliable: string[] = [];
    for (const name of watch) {
      const probe = this.context.trial.plan.probes.find((candidate) => candidate.name === name);
      if (probe === undefined) throw new Error(`the plan has no probe "${name}"`);
      const found = await this.probes.measure(probe);
      values.push([name, found.value]);
      if (!isTrusted(found)) unreliable.push(name);
    }
    return { values: Object.fromEntries(values), unreliable };
  }

  /** What the first rank measured: all end at the same step. */
  private async sharedByRanks(own: Measured): Promise<Measured> {
    const { share } = this.context.engine;
    if (!share) return own;
    return (await share('measuring the watched probes', { value: own, tensors: {} }))
      .value as unknown as Measured;
  }

  dispose(): void {
    this.probes.dispose();
  }

  private async ends(record: StageRecord): Promise<boolean> {
    const { registry, container, trial } = this.context;
    const { watch, stop, place } = this.stage.plan;
    const [first] = watch!;
    const probe = trial.plan.probes.find(({ name }) => name === first)!;
    const values = record.watched.map((each) => each.values[first!]!);
    if (!Number.isFinite(values.at(-1)!)) {
      throw new UserError(
        `${at(place)}: ${first} became ${values.at(-1)}, so \`stop\` cannot tell whether it gets better`,
        'Watch a probe whose value is a number.',
      );
    }
    const rule = await resolveCall(stop!, 'stopping', registry, container);
    const watched = { values, better: probe.metric.better };
    const ends: unknown = calling(rule.id, place, () => rule.implementation.ends(watched, rule.args));
    if (typeof ends === 'boolean') return ends;
    throw faultOf(rule.id, place, `gave ${ends}, a stopping rule gives true or false`);
  }
}
