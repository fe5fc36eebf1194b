import { bare } from '@infomin/grammar';
import type { ModelPlan } from '@infomin/plan';
import { bindConstructor } from '../arguments/arguments.js';
import { type SymbolOf, symbolId } from '../files/module.js';
import { describeRole } from '../files/names.js';
import type { Location } from '../text/source.js';
import { listOf } from '../text/suggest.js';
import type { ModelEntry } from '../trial/resolved.js';
import type { Trial } from '../trial/trial.js';
import type { DeclarationKind } from './kind.js';

export const model: DeclarationKind<'model'> = { resolve: modelOf, constructs: 'model' };

/** `encoder name = Constructor(…)` */
function modelOf(trial: Trial, symbol: SymbolOf<'model'>): ModelEntry | undefined {
  const { declaration, module } = symbol;
  const bound = bindConstructor(trial, module, declaration.value, ['model']);
  if (bound === undefined) return undefined;
  const { name, roles } = bound.registered.signature;
  if (!roles.includes(declaration.role)) {
    const value = bare(declaration.value);
    const at: Location = { source: module.source, span: (value.kind === 'call' ? value.callee : value).span };
    const actual = listOf(roles.map(describeRole), 'or');
    trial.report(
      'IM5014',
      at,
      { constructor: name, actual, role: describeRole(declaration.role) },
      { suggestion: `declare it so: \`${roles[0]} ${symbol.name} = ${name}(…)\`` },
    );
  }
  trial.models.add(symbol);
  return { id: symbolId(symbol), symbol, bound };
}

/** A model in the plan; one that is applied nowhere is not in it. */
export function modelPlan(trial: Trial, model: ModelEntry): ModelPlan | undefined {
  const { declaration, module, name } = model.symbol;
  if (model.first === undefined) return undefined;
  const { input, output, state } = model.first;
  const place = trial.place({ source: module.source, span: declaration.span });
  return {
    id: model.id,
    name,
    role: declaration.role,
    call: model.bound.call,
    input,
    output,
    state,
    place,
  };
}
