import type { DatasetPlan } from '@infomin/plan';
import { isProblem } from '@infomin/plugin';
import { bindConstructor } from '../arguments/arguments.js';
import { ask, inferred } from '../arguments/defects.js';
import { type SymbolOf, symbolId } from '../files/module.js';
import type { Location } from '../text/source.js';
import { clause } from '../text/suggest.js';
import type { DatasetEntry } from '../trial/resolved.js';
import type { Trial } from '../trial/trial.js';
import type { DeclarationKind } from './kind.js';

export const dataset: DeclarationKind<'dataset'> = { resolve: datasetOf, constructs: 'dataset' };

/** `dataset name = Constructor(…)` */
function datasetOf(trial: Trial, symbol: SymbolOf<'dataset'>): DatasetEntry | undefined {
  const { declaration, module } = symbol;
  const bound = bindConstructor(trial, module, declaration.value, ['dataset']);
  if (bound === undefined) return undefined;
  const at: Location = { source: module.source, span: declaration.value.span };
  const description = ask(trial, bound, at, 'describe', (signature) => {
    const answer = signature.describe(bound.args);
    if (answer && !isProblem(answer) && !(answer instanceof Promise))
      for (const { type } of Object.values(answer.columns)) inferred(type);
    return answer;
  });
  if (description === undefined) return undefined;
  if (isProblem(description)) {
    const place = bound.places.get(description.parameter ?? '') ?? at;
    const { problem: reason, suggestion } = description;
    const holes = { constructor: bound.registered.signature.name, reason };
    trial.report('IM3022', place, holes, { suggestion: clause(suggestion) });
    return undefined;
  }
  trial.session.recorder.described(symbol, description);
  const plan: DatasetPlan = {
    id: symbolId(symbol),
    name: symbol.name,
    call: bound.call,
    place: trial.place({ source: module.source, span: declaration.span }),
  };
  return { plan, bound, description, symbol };
}
