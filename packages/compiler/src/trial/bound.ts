import type { Expression } from '@infomin/grammar';
import type { CallValue } from '@infomin/plan';
import type { Bound, ConstructorKind } from '@infomin/plugin';
import type { Module } from '../files/module.js';
import type { RegisteredConstructor } from '../plugins/registry.js';
import type { Location } from '../text/source.js';

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

/** Operations without what they are applied to; every use applies them anew. */
export interface Recipe {
  readonly name: string;
  readonly expression: Expression;
  readonly module: Module;
}
