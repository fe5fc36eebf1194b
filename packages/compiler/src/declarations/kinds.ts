import type { DeclaredSymbol, SymbolKind, SymbolOf } from '../files/module.js';
import type { Trial } from '../trial/trial.js';
import { batch } from './batches.js';
import { dataset } from './datasets.js';
import type { DeclarationKind } from './kind.js';
import { model } from './models.js';
import { objective } from './objectives.js';
import { param } from './params.js';
import { probe } from './probes.js';
import { view } from './views.js';

/** Every kind of declaration that gives a name. */
export const declarationKinds: { readonly [K in SymbolKind]: DeclarationKind<K> } = {
  param,
  dataset,
  batch,
  view,
  model,
  objective,
  probe,
  import: { resolve: (trial, symbol) => trial.session.others.get(symbol) },
  train: { resolve: () => true, runs: true },
};

/** Works a declaration out and reports whatever is wrong with it. */
export function workOutSymbol(trial: Trial, symbol: DeclaredSymbol): void {
  workOut(trial, symbol as SymbolOf<SymbolKind>);
}

function workOut<K extends SymbolKind>(trial: Trial, symbol: SymbolOf<K>): void {
  const kind: DeclarationKind<K> = declarationKinds[symbol.kind];
  trial.resolve(symbol);
  kind.check?.(trial, symbol);
}
