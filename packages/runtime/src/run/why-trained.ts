import { type Plan, type StageNeeds, stageNeeds, type TrialPlan } from '@infomin/plan';
import type { Constructors } from '../base/registry.js';

type Needs = ReadonlyMap<string, StageNeeds>;

/** Tells why stages are trained that the run of before, in the same folder, did not train. */
export class WhyTrained {
  private known: { readonly trial: TrialPlan; readonly needs: Needs }[] | undefined;

  constructor(
    private readonly before: Plan,
    private readonly registry: Pick<Constructors, 'byId'>,
  ) {}

  /** `undefined` where nothing that the stage depends on has changed. */
  of(trial: TrialPlan, stage: string): string | undefined {
    this.known ??= this.before.trials.map((one) => ({ trial: one, needs: this.needsOf(one) }));
    const needs = this.needsOf(trial);
    const { hash } = needs.get(stage)!;
    const same = this.known.filter((one) => one.needs.get(stage)?.hash === hash);
    if (same.some((one) => one.trial.seed === trial.seed)) return undefined;
    if (same.length > 0) return `seed ${trial.seed} is new`;
    const named = this.known.find((one) => one.trial.id === trial.id)?.needs;
    const earlier = named?.get(stage);
    if (!earlier) return 'it is new';
    const changed = changes(earlier.own, needs.get(stage)!.own);
    if (changed.length > 0) return `${changed.join(', ')} changed`;
    const before = needs.get(stage)!.after.find((id) => named!.get(id)?.hash !== needs.get(id)!.hash);
    return before === undefined ? 'what it builds on changed' : `${before}, which it builds on, changed`;
  }

  private needsOf(trial: TrialPlan): Needs {
    return stageNeeds(trial, (call) => this.registry.byId(call)?.signature);
  }
}

/** More are not told. */
const MOST = 3;

/** What follows from arguments, and is no news beside them. */
const derived = new Set(['type', 'state', 'dtype', 'draw', 'random', 'role']);

/** Names of what differs between two parts of plans, the innermost ones: `temperature`, `steps`. */
function changes(before: unknown, after: unknown): string[] {
  const found = new Set<string>();
  const compare = (a: unknown, b: unknown, name: string): void => {
    if (JSON.stringify(a) === JSON.stringify(b)) return;
    if (!isRecord(a) || !isRecord(b)) return void found.add(name);
    const [left, right] = [byName(a), byName(b)];
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      if (derived.has(key)) continue;
      const listed = Array.isArray(a) || Array.isArray(b);
      if (Object.hasOwn(left, key) && Object.hasOwn(right, key)) compare(left[key], right[key], key);
      else if (left[key] !== right[key]) found.add(listed && !Number.isNaN(Number(key)) ? name : key);
    }
  };
  compare(before, after, 'it');
  const all = [...found];
  return all.length > MOST ? [...all.slice(0, MOST), 'more'] : all;
}

/** A list of things that have names, by those. */
function byName(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!Array.isArray(value)) return value;
  const entries = value.map((part, index) => [String(Object(part).id ?? Object(part).name ?? index), part]);
  return Object.fromEntries(entries) as Readonly<Record<string, unknown>>;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
