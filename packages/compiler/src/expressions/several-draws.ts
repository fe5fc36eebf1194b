import { type Expression, isRecipe, walk } from '@infomin/grammar';
import type { SymbolOf } from '../files/module.js';
import type { Scope } from './scope.js';

/** How many draws an expression stands for. */
export interface Draws {
  readonly count: number;
  /** The view that says how many, where there are several. */
  readonly of?: SymbolOf<'view'> | undefined;
}

const one: Draws = { count: 1 };

/** The draws of an expression, those of the views it names; `undefined` where they do not go together, which is reported. */
export function drawsOf(scope: Scope, expression: Expression): Draws | undefined {
  const { trial, module } = scope;
  let found = one;
  let fine = true;
  for (const node of walk(expression)) {
    if (!('kind' in node) || node.kind !== 'name') continue;
    const symbol = module.names.get(node.text);
    if (symbol?.kind !== 'view' || isRecipe(symbol.declaration.value)) continue;
    const view = trial.resolve(symbol);
    if (view?.drawn === undefined) continue;
    const { drawn: of } = view;
    if (found.of === undefined) found = { count: view.draws.length, of };
    else if (found.of !== of) {
      const suggestion = 'what is made of two draws is made of draws of one view';
      const holes = { first: found.of.name, second: of.name };
      trial.report('IM4024', scope.at(node), holes, { suggestion });
      fine = false;
    }
  }
  return fine ? found : undefined;
}
