import type { Expression } from '@infomin/grammar';
import type { BatchPlan, CallValue, DatasetPlan, NodePlan, ProbePlan } from '@infomin/plan';
import type { Bound, ConstructorKind, DatasetDescription, Type, WeightSpecs } from '@infomin/plugin';
import type { Module, SymbolOf } from '../files/module.js';
import type { RegisteredConstructor } from '../plugins/registry.js';
import type { Location } from '../text/source.js';
import type { Constant } from './constants.js';

/** A constructor with checked arguments. */
export interface BoundCall<K extends ConstructorKind = ConstructorKind> {
  readonly registered: RegisteredConstructor<K>;
  /** For the plan. */
  readonly call: CallValue;
  /** As the constructor's functions take them. */
  readonly args: Bound<K>['args'];
  /** Where each argument that is given stands. */
  readonly places: ReadonlyMap<string, Location>;
}

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

/** Operations without what they are applied to; every use applies them anew. */
export interface Recipe {
  readonly name: string;
  readonly expression: Expression;
  readonly module: Module;
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
  /** Blocks are worked out in the order of the file. */
  readonly train: true;
}
