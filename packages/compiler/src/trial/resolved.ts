import type { BatchPlan, DatasetPlan, NodePlan, Plan, ProbePlan } from '@infomin/plan';
import type { DatasetDescription, Type, WeightSpecs } from '@infomin/plugin';
import type { SymbolOf } from '../files/module.js';
import type { Location } from '../text/source.js';
import type { BoundCall, Recipe } from './bound.js';
import type { Constant } from './constants.js';

export interface DatasetEntry {
  readonly plan: DatasetPlan;
  readonly bound: BoundCall<'dataset'>;
  readonly description: DatasetDescription;
  readonly symbol: SymbolOf<'dataset'>;
}

export interface BatchEntry {
  readonly plan: BatchPlan;
  readonly dataset: DatasetEntry;
  readonly symbol: SymbolOf<'batch'>;
}

export interface ModelEntry {
  readonly id: string;
  readonly symbol: SymbolOf<'model'>;
  readonly bound: BoundCall<'model'>;
  /** Set by its first application. */
  first?: {
    readonly input: Type;
    readonly output: Type;
    readonly state: WeightSpecs;
    readonly at: Location;
  };
  /** The input it was said to not take. */
  refused?: Type;
}

/** Whether there is anything to train in a model: one may keep nothing but state, or not even that. */
export function hasWeights({ first }: ModelEntry): boolean {
  return Object.values(first?.state ?? {}).some(({ trainable }) => trainable !== false);
}

export interface ObjectiveEntry {
  readonly symbol: SymbolOf<'objective'>;
  readonly value: NodePlan;
  readonly min: readonly ModelEntry[];
  readonly max: readonly ModelEntry[];
  /** Batches its value draws, in the order of the plan. */
  readonly batches: readonly SymbolOf<'batch'>[];
  /** Models that occur in its value. */
  readonly models: ReadonlySet<string>;
  readonly terms: readonly Extract<NodePlan, { op: 'term' }>[];
}

export interface ViewEntry {
  /** For each of its draws, one where it does not say how many, the results that its names share; a recipe has none. */
  readonly draws: readonly (readonly NodePlan[])[];
  /** The view that says how many, where there are several: those of one such view go together. */
  readonly drawn?: SymbolOf<'view'> | undefined;
  readonly recipe?: Recipe;
}

/** What declarations are worked out to, by their kind. */
export interface Resolved {
  readonly param: Constant;
  readonly dataset: DatasetEntry;
  readonly batch: BatchEntry;
  readonly view: ViewEntry;
  readonly model: ModelEntry;
  readonly objective: ObjectiveEntry;
  readonly probe: ProbePlan;
  /** What the other file comes to as it is now. */
  readonly import: Plan;
  /** Blocks are worked out in the order of the file. */
  readonly train: true;
}
