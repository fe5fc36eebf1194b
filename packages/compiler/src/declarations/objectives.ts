import { modelsIn, type NodePlan } from '@infomin/plan';
import { formatType } from '@infomin/plugin';
import { DeclarationScope } from '../expressions/infer.js';
import { type Module, pathOf, type SymbolOf, symbolId } from '../files/module.js';
import { declaredAt, describeSymbol } from '../files/names.js';
import type { Location } from '../text/source.js';
import { didYouMean, nearest } from '../text/suggest.js';
import { isNumber } from '../trial/nodes.js';
import { hasWeights, type ObjectiveEntry } from '../trial/resolved.js';
import type { Trial } from '../trial/trial.js';
import type { DeclarationKind } from './kind.js';

export const objective: DeclarationKind<'objective'> = { resolve: objectiveOf, runs: true };

/** Names to sides: every model in its side, and whether all names were models. */
interface Sides {
  readonly min: ReadonlyMap<SymbolOf<'model'>, Location>;
  readonly max: ReadonlyMap<SymbolOf<'model'>, Location>;
  readonly fine: boolean;
}

/** `objective name = [min a, b] [max c, d]: expression` */
function objectiveOf(trial: Trial, symbol: SymbolOf<'objective'>): ObjectiveEntry | undefined {
  const { declaration, module } = symbol;
  const sides = readSides(trial, symbol);
  const scope = new DeclarationScope(trial, module, pathOf('objective', module, symbol.name), true);
  const value = scope.inferOne(declaration.value);
  if (value === undefined) return undefined;
  const at = scope.at(declaration.value);
  const nodes = trial.nodes.upstream(value);
  const terms = nodes.filter((node) => node.op === 'term');
  if ((!isNumber(value) && value.op !== 'term') || terms.length === 0) {
    const actual = isNumber(value) ? 'a number' : `${formatType(value.type)} of every row`;
    trial.report('IM5011', at, { actual });
    return undefined;
  }
  const models = modelsOf(nodes);
  const reached = modelsOf(trial.nodes.differentiable(value));
  const fine = checkSides(trial, symbol, sides, models, reached) && sides.fine;
  const batches = batchesOf(trial, nodes);
  if (!checkBatches(trial, batches, scope.at(declaration.value)) || !fine) return undefined;
  const entries = (side: Sides['min']) =>
    [...side.keys()].map((model) => trial.resolve(model)).filter((model) => model !== undefined);
  return { symbol, value, min: entries(sides.min), max: entries(sides.max), batches, models, terms };
}

function modelsOf(nodes: readonly NodePlan[]): ReadonlySet<string> {
  return new Set(nodes.flatMap((node) => (node.op === 'apply' ? [node.model] : [])));
}

function readSides(trial: Trial, objective: SymbolOf<'objective'>): Sides {
  const { module, declaration } = objective;
  const sides = {
    min: new Map<SymbolOf<'model'>, Location>(),
    max: new Map<SymbolOf<'model'>, Location>(),
  };
  let fine = true;
  let written = 0;
  for (const [i, { direction, models, span }] of declaration.sides.entries()) {
    const related = { source: module.source, span };
    if (declaration.sides.findIndex((side) => side.direction === direction) < i) {
      const suggestion = `name all models after one \`${direction}\``;
      trial.report('IM5015', related, { objective: objective.name, direction }, { suggestion });
      fine = false;
    }
    const side = sides[direction];
    const other = sides[direction === 'min' ? 'max' : 'min'];
    for (const name of models) {
      written++;
      const at: Location = { source: module.source, span: name.span };
      const model = trial.lookup(module, name);
      if (model === undefined) {
        fine = false;
      } else if (model.kind !== 'model') {
        const holes = { name: model.name, actual: describeSymbol(model), direction };
        trial.report('IM5008', at, holes, { related: declaredAt(model) });
        fine = false;
      } else if (side.has(model)) {
        const first = [{ message: 'first named here', at: side.get(model)! }];
        trial.report('IM5007', at, { model: model.name, direction }, { related: first });
      } else if (other.has(model)) {
        const first = [{ message: 'the other side names it here', at: other.get(model)! }];
        trial.report(
          'IM5006',
          at,
          { model: model.name, objective: objective.name },
          { related: first, suggestion: 'name it on the side that trains it; on neither side it is frozen' },
        );
        fine = false;
      } else {
        side.set(model, at);
      }
    }
  }
  if (written === 0 && fine) {
    const at: Location = { source: module.source, span: declaration.name?.span ?? declaration.span };
    const suggestion = `write \`objective ${objective.name} = max f: …\` with the models that maximise its value`;
    trial.report('IM5009', at, { objective: objective.name }, { suggestion });
    fine = false;
  }
  return { ...sides, fine };
}

function checkSides(
  trial: Trial,
  objective: SymbolOf<'objective'>,
  sides: Sides,
  models: ReadonlySet<string>,
  reached: ReadonlySet<string>,
): boolean {
  let fine = true;
  for (const [symbol, at] of [...sides.min, ...sides.max]) {
    const model = trial.resolve(symbol);
    if (model === undefined) {
      fine = false;
    } else if (modelsIn(model.bound.call.args).length > 0) {
      const suggestion = `take it from this side: it moves with the model that it follows`;
      trial.report('IM5019', at, { model: symbol.name }, { suggestion, related: declaredAt(symbol) });
      fine = false;
    } else if (!models.has(model.id)) {
      const suggestion = `apply \`${symbol.name}\` in the expression, or take it from this side`;
      trial.report('IM5010', at, { model: symbol.name, objective: objective.name }, { suggestion });
      fine = false;
    } else if (!reached.has(model.id) && hasWeights(model)) {
      const suggestion = `leave one application outside \`stop\`, or take \`${symbol.name}\` from this side`;
      trial.report('IM5018', at, { model: symbol.name, objective: objective.name }, { suggestion });
      fine = false;
    }
  }
  return fine;
}

function batchesOf(trial: Trial, nodes: readonly NodePlan[]): SymbolOf<'batch'>[] {
  const ids = new Set(nodes.flatMap((node) => (node.op === 'column' ? [node.batch] : [])));
  return [...trial.batches].filter((symbol) => ids.has(symbolId(symbol)));
}

function checkBatches(trial: Trial, batches: readonly SymbolOf<'batch'>[], at: Location): boolean {
  let fine = true;
  for (const symbol of batches) {
    const batch = trial.resolve(symbol);
    if (batch === undefined || batch.plan.split !== undefined) continue;
    const suggestion = `declare another batch for training: \`batch b ~ ${batch.dataset.symbol.name}.train\``;
    trial.report('IM5013', at, { batch: symbol.name }, { suggestion, related: declaredAt(symbol) });
    fine = false;
  }
  return fine;
}

/** The objective that a `train` block names. */
export function findObjective(
  trial: Trial,
  module: Module,
  name: { readonly text: string; readonly span: Location['span'] },
): SymbolOf<'objective'> | undefined {
  const at: Location = { source: module.source, span: name.span };
  const symbol = module.names.get(name.text);
  if (symbol?.kind === 'objective') {
    trial.lookup(module, name);
    return symbol;
  }
  if (symbol === undefined && module.names.has(name.text)) return undefined;
  const objectives = [...module.names].flatMap(([known, other]) =>
    other?.kind === 'objective' ? [known] : [],
  );
  const near = nearest(name.text, objectives);
  trial.report(
    'IM5101',
    at,
    { name: name.text },
    {
      suggestion: didYouMean(name.text, objectives),
      related: symbol === undefined ? [] : declaredAt(symbol),
      fix: near === undefined ? undefined : { text: near },
    },
  );
  return undefined;
}
