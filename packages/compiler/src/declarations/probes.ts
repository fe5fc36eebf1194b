import type { NodePlan, ProbePlan } from '@infomin/plan';
import { isProblem, type Metric, type OperandSignature, type Problem } from '@infomin/plugin';
import { bindCall } from '../arguments/arguments.js';
import { constructorCall } from '../arguments/constructors.js';
import { ask } from '../arguments/defects.js';
import { probeSplits } from '../expressions/columns.js';
import { DeclarationScope } from '../expressions/infer.js';
import { namesOf, namesUnknown, operandList, splitOperands } from '../expressions/operands.js';
import { pathOf, type SymbolOf, symbolId } from '../files/module.js';
import { declaredAt } from '../files/names.js';
import type { Location } from '../text/source.js';
import { clause, listOf } from '../text/suggest.js';
import { complete } from '../trial/constants.js';
import { hasWeights } from '../trial/resolved.js';
import type { Trial } from '../trial/trial.js';
import type { DeclarationKind } from './kind.js';

export const probe: DeclarationKind<'probe'> = { resolve: probeOf, constructs: 'probe', runs: true };

/** `probe name = Constructor(features, target, …)` */
function probeOf(trial: Trial, symbol: SymbolOf<'probe'>): ProbePlan | undefined {
  const { declaration, module } = symbol;
  const found = constructorCall(trial, module, declaration.value, ['probe']);
  if (found === undefined) return undefined;
  const { registered, call } = found;
  const { signature } = registered;
  const scope = new DeclarationScope(trial, module, pathOf('probe', module, symbol.name), false);
  const { operands, parameters } = splitOperands(signature.operands, call.arguments);
  const bound = bindCall(trial, module, registered, parameters, call.span, namesOf(signature.operands));
  const nodes = complete(
    operands.map((argument) => scope.inferOperand(argument.value, `\`${signature.name}\``)),
  );
  if (operands.length < signature.operands.length && !namesUnknown(signature, parameters)) {
    const actual =
      operands.length === 0 ? 'are none' : `${operands.length === 1 ? 'is' : 'are'} ${operands.length}`;
    const holes = { probe: signature.name, expected: operandList(signature.operands), actual };
    trial.report('IM6006', scope.at(call), holes);
    return undefined;
  }
  if (operands.length < signature.operands.length) return undefined;
  if (bound === undefined || nodes === undefined) return undefined;
  const places = operands.map((argument) => scope.at(argument.value));
  const batch = probeBatch(trial, nodes, places, scope.at(call));
  if (batch === undefined) return undefined;
  const { draw } = bound.call.args;
  if (draw !== true && !isStill(trial, nodes, places)) return undefined;
  if (draw === undefined) warnOfIdle(trial, nodes, places);
  const types = nodes.map((node) => node.type);
  const metric = ask(trial, bound, scope.at(call), 'infer', () => known(signature.infer(bound.args, types)));
  if (metric === undefined) return undefined;
  if (isProblem(metric)) {
    const { problem: reason, suggestion, parameter } = metric;
    const operand = places[signature.operands.findIndex((candidate) => candidate.name === parameter)];
    const place = operand ?? bound.places.get(parameter ?? '') ?? scope.at(call);
    trial.report('IM6005', place, { probe: signature.name, reason }, { suggestion: clause(suggestion) });
    return undefined;
  }
  const wrong = misfit(trial, signature.operands, nodes);
  if (wrong !== undefined) {
    const { index, reason, suggestion } = wrong;
    trial.report('IM6005', places[index]!, { probe: signature.name, reason }, { suggestion });
    return undefined;
  }
  warnOfName(trial, symbol, metric, 'metric' in bound.call.args);
  const plan: ProbePlan = {
    name: symbol.name,
    call: bound.call,
    operands: nodes.map((node) => node.id),
    batch: symbolId(batch),
    draw: draw === true,
    metric,
    place: trial.place({ source: module.source, span: declaration.span }),
  };
  return plan;
}

/** An operand that is not made as its signature says, whatever its type. */
function misfit(trial: Trial, operands: readonly OperandSignature[], nodes: readonly NodePlan[]) {
  const untrained = operands.findIndex(
    ({ trained }, i) => trained && trainableModels(trial, nodes[i]!).length === 0,
  );
  if (untrained >= 0) {
    const reason = `it trains a copy of the models behind its ${operands[untrained]!.name}, and there are none with weights to train`;
    return { index: untrained, reason, suggestion: 'apply an encoder that has some, such as `f(e.image)`' };
  }
  const single = operands.findIndex(({ joined }, i) => joined && nodes[i]!.op !== 'concat');
  if (single < 0) return undefined;
  const reason = `its ${operands[single]!.name} are several embeddings of a row, and this is one`;
  return { index: single, reason, suggestion: 'join those of several views: `concat(f(v1), f(v2))`' };
}

/** What a signature inferred, if it is a metric or a problem. */
function known(answer: Metric | Problem): Metric | Problem {
  if (!answer || answer instanceof Promise || isProblem(answer)) return answer;
  if (typeof answer.metric === 'string' && ['lower', 'higher'].includes(answer.better)) return answer;
  throw new Error(`it gave ${JSON.stringify(answer)}, which is no metric`);
}

/** Encoders and heads that a gradient of a node reaches and that have something to train, by their ids. */
export function trainableModels(trial: Trial, node: NodePlan): readonly string[] {
  const applied = trial.nodes
    .differentiable(node)
    .flatMap((part) => (part.op === 'apply' ? [part.model] : []));
  return [...trial.models].flatMap((symbol) => {
    const id = symbolId(symbol);
    if (symbol.declaration.role === 'generator' || !applied.includes(id)) return [];
    const model = trial.resolve(symbol);
    return model !== undefined && hasWeights(model) ? [id] : [];
  });
}

/** Names that say the opposite of a metric. */
const contradictions: Readonly<Record<string, { readonly name: RegExp; readonly metric: string }>> = {
  error_rate: { name: /accurac|(^|_)acc(_|$)/i, metric: 'accuracy' },
  accuracy: { name: /error|(^|_)err(_|$)/i, metric: 'error_rate' },
  distance: { name: /accurac|(^|_)acc(_|$)/i, metric: 'accuracy' },
};

/** Warns where a probe's name contradicts what it measures; `chosen` where the constructor lets one choose. */
function warnOfName(
  trial: Trial,
  { name, declaration, module }: SymbolOf<'probe'>,
  { metric }: Metric,
  chosen: boolean,
): void {
  const contrary = contradictions[metric];
  if (!contrary?.name.test(name)) return;
  const at: Location = { source: module.source, span: declaration.name?.span ?? declaration.span };
  const rename = 'name it after what it measures';
  const suggestion = chosen ? `write \`metric: .${contrary.metric}\`, or ${rename}` : rename;
  trial.report('IM9019', at, { name, metric: metric.replaceAll('_', ' ') }, { suggestion });
}

/** The batch all operands come from: one, of a whole dataset. */
function probeBatch(
  trial: Trial,
  nodes: readonly NodePlan[],
  places: readonly Location[],
  call: Location,
): SymbolOf<'batch'> | undefined {
  const ids = [...new Set(nodes.map((node) => node.batch))];
  if (ids.length > 1) {
    const batches = listOf(ids.map((id) => `\`${id}\``));
    const suggestion = 'make features and target of one batch, so that their rows are paired';
    trial.report('IM6003', call, { batches }, { suggestion });
    return undefined;
  }
  const symbol = [...trial.batches].find((batch) => symbolId(batch) === ids[0]);
  const batch = symbol && trial.resolve(symbol);
  if (symbol === undefined || batch === undefined) return undefined;
  const { plan, dataset } = batch;
  if (plan.split !== undefined) {
    trial.report(
      'IM6004',
      places[0] ?? call,
      { batch: symbol.name, split: `\`${plan.split}\`` },
      {
        suggestion: `declare a batch of the whole dataset: \`batch e ~ ${dataset.symbol.name}\``,
        related: declaredAt(symbol),
      },
    );
    return undefined;
  }
  for (const split of probeSplits) {
    if (Object.hasOwn(dataset.description.splits, split)) continue;
    trial.report(
      'IM6007',
      places[0] ?? call,
      { dataset: dataset.symbol.name, split, batch: symbol.name },
      {
        suggestion: 'probe on a dataset that has a train and a test split',
        related: declaredAt(dataset.symbol),
      },
    );
    return undefined;
  }
  return symbol;
}

/** Whether nothing in the operands draws at random, unless it says what it does at test time. */
function isStill(trial: Trial, nodes: readonly NodePlan[], places: readonly Location[]): boolean {
  let still = true;
  for (const [i, node] of nodes.entries()) {
    for (const part of trial.nodes.upstream(node)) {
      const drawn = trial.located(part.place);
      const related = drawn === undefined ? [] : [{ message: 'it draws here', at: drawn }];
      if (part.op === 'column' && part.random) {
        const suggestion = 'let the probe draw, `draw: true`, or take a column that does not';
        trial.report('IM6002', places[i]!, { column: part.column }, { suggestion, related });
        still = false;
      } else if (part.op === 'view' && part.random && !hasTestBehaviour(trial, part.call.call)) {
        const operation = part.call.call.split('/').at(-1)!;
        const suggestion =
          'let the probe draw, `draw: true`, or make a view for it without this, for example by `Resize`';
        trial.report('IM6001', places[i]!, { operation }, { suggestion, related });
        still = false;
      }
    }
  }
  return still;
}

function hasTestBehaviour(trial: Trial, id: string): boolean {
  const signature = trial.session.registry.byId(id)?.signature;
  return signature?.kind === 'view' && signature.atTest !== undefined;
}

/** Warns where steps of the operands would do nothing because the probe does not draw. */
function warnOfIdle(trial: Trial, nodes: readonly NodePlan[], places: readonly Location[]): void {
  for (const [i, node] of nodes.entries()) {
    const names: string[] = [];
    const related: { message: string; at: Location }[] = [];
    for (const part of trial.nodes.upstream(node)) {
      const name = idleIn(trial, part);
      const at = trial.located(part.place);
      if (name === undefined || at === undefined) continue;
      names.push(`\`${name}\``);
      related.push({ message: 'it stands here', at });
    }
    if (names.length === 0) continue;
    const [draw, nothing] = names.length === 1 ? ['draws', 'does nothing'] : ['draw', 'do nothing'];
    const operations = listOf([...new Set(names)]);
    const suggestion = '`draw: true` lets the probe draw, `draw: false` says that this is meant';
    trial.report('IM9012', places[i]!, { operations, draw, nothing }, { suggestion, related });
  }
}

/** What a step is called that draws elsewhere and gives its input back in a probe. */
function idleIn(trial: Trial, node: NodePlan): string | undefined {
  if (node.op === 'view' && node.random) {
    const signature = trial.session.registry.byId(node.call.call)?.signature;
    return signature?.kind === 'view' && signature.atTest === 'identity' ? signature.name : undefined;
  }
  if (node.op !== 'apply') return undefined;
  const model = [...trial.models].find((symbol) => symbolId(symbol) === node.model);
  const bound = model && trial.resolve(model)?.bound;
  return bound?.registered.signature.atTest === 'identity' ? model?.name : undefined;
}
