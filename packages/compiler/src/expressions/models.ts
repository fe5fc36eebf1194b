import type { ModelPlan } from '@infomin/plan';
import { canonicalJson } from '@infomin/plan';
import { formatType, isOpen, isProblem, sameType, type Type, type WeightSpecs } from '@infomin/plugin';
import { constructorCall } from '../arguments/constructors.js';
import { symbolId } from '../arguments/datasets.js';
import { ask } from '../arguments/defects.js';
import { type BoundCall, bindCall } from '../arguments/parameters.js';
import { type DeclaredSymbol, describeRole } from '../files/names.js';
import type { Location } from '../text/source.js';
import { clause, listOf } from '../text/suggest.js';
import type { Trial } from '../trial/trial.js';

export interface ModelEntry {
  readonly id: string;
  readonly symbol: DeclaredSymbol;
  readonly bound: BoundCall<'model'>;
  /** Set by its first application. */
  first?: {
    readonly input: Type;
    readonly output: Type;
    readonly weights: WeightSpecs;
    readonly at: Location;
  };
}

/** `encoder name = Constructor(…)` */
export function modelOf(trial: Trial, symbol: DeclaredSymbol): ModelEntry | undefined {
  return trial.once(symbol, () => {
    const { declaration, module } = symbol;
    if (declaration?.kind !== 'model') return undefined;
    const found = constructorCall(trial, module, declaration.value, ['model']);
    const bound = found && bindCall(trial, module, found.registered, found.call.arguments, found.call.span);
    if (bound === undefined || found === undefined) return undefined;
    const { name, roles } = found.registered.signature;
    if (!roles.includes(declaration.role)) {
      const at: Location = { source: module.source, span: found.call.callee.span };
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
  });
}

/** The type of a model applied to an input; checks that its weights are the same wherever it is applied. */
export function applyModel(
  trial: Trial,
  model: ModelEntry,
  input: Type,
  callee: Location,
  argument: Location,
): Type | undefined {
  const { bound, symbol } = model;
  if (isOpen(input) && input.kind !== 'Class') {
    trial.report(
      'IM4015',
      argument,
      { what: `\`${symbol.name}\``, type: formatType(input) },
      { suggestion: 'fix the size by an operation before it, such as a crop or a resize' },
    );
    return undefined;
  }
  // Of one input there is one answer.
  if (model.first !== undefined && sameType(model.first.input, input)) return model.first.output;
  const output = ask(trial, bound.registered, callee, 'infer', (signature) =>
    signature.infer(bound.args, input),
  );
  if (output === undefined) return undefined;
  if (isProblem(output)) {
    const { problem: reason, suggestion, parameter } = output;
    const place = (parameter === undefined ? undefined : bound.places.get(parameter)) ?? argument;
    const related =
      place === argument ? trial.declared(symbol) : [{ message: 'it is applied here', at: argument }];
    trial.report(
      'IM4002',
      place,
      { model: symbol.name, reason },
      { suggestion: clause(suggestion), related },
    );
    return undefined;
  }
  const weights = ask(trial, bound.registered, callee, 'weights', (signature) =>
    signature.weights(bound.args, input),
  );
  if (weights === undefined) return undefined;
  if (model.first === undefined) {
    model.first = { input, output, weights, at: argument };
  } else if (canonicalJson(model.first.weights) !== canonicalJson(weights)) {
    trial.report(
      'IM4013',
      argument,
      { model: symbol.name, first: formatType(model.first.input), second: formatType(input) },
      {
        suggestion: 'declare a model of its own for each input',
        related: [{ message: `\`${symbol.name}\` is applied first here`, at: model.first.at }],
      },
    );
    return undefined;
  }
  return output;
}

export function modelPlan(trial: Trial, model: ModelEntry): ModelPlan | undefined {
  const { declaration, module, name } = model.symbol;
  if (model.first === undefined || declaration?.kind !== 'model') return undefined;
  const { input, output, weights } = model.first;
  const place = trial.place({ source: module.source, span: declaration.span });
  return {
    id: model.id,
    name,
    role: declaration.role,
    call: model.bound.call,
    input,
    output,
    weights,
    place,
  };
}
