import type { ConstructorKind } from '@infomin/plugin';
import type { SymbolKind, SymbolOf } from '../files/module.js';
import type { Resolved } from '../trial/resolved.js';
import type { Trial } from '../trial/trial.js';

/** What the compiler knows of a kind of declaration. */
export interface DeclarationKind<K extends SymbolKind> {
  /** What a declaration is worked out to; `undefined` where it is wrong, which is reported. */
  resolve(trial: Trial, symbol: SymbolOf<K>): Resolved[K] | undefined;
  /** Reports what is wrong with a declaration that can be worked out all the same. */
  check?(trial: Trial, symbol: SymbolOf<K>): void;
  /** The kind of constructor that its value calls. */
  readonly constructs?: ConstructorKind;
  /** Whether it is run although nothing mentions it. */
  readonly runs?: boolean;
}
