import type { Expression } from '@infomin/grammar';
import type { ConstructorKind, NameKind } from '@infomin/plugin';
import type { Module } from '../files/modules.js';
import { describeSymbol } from '../files/names.js';
import type { BoundArgument } from '../plugins/bind.js';
import { type Expectation, formatExpectation, formatKind } from '../plugins/schema.js';
import type { Location } from '../text/source.js';
import { didYouMean, listOf, nearest } from '../text/suggest.js';
import { complete, evaluate } from '../trial/evaluate.js';
import type { Trial } from '../trial/trial.js';
import { coerce, type Input } from './coerce.js';
import { constructorCall } from './constructors.js';
import { datasetOf } from './datasets.js';
import { type BoundCall, bindCall } from './parameters.js';

/** Reads an argument as its parameter expects it, for the parameter's schema. `undefined`: wrong, and reported. */
export function readArgument(
  trial: Trial,
  module: Module,
  expression: Expression,
  expectation: Expectation,
  name: string,
): Input | undefined {
  const at: Location = { source: module.source, span: expression.span };
  trial.session.recorder.expectation(at, expectation);
  if (expression.kind === 'missing') return undefined;
  if (expression.kind === 'parenthesized')
    return readArgument(trial, module, expression.inner, expectation, name);

  const constructors = option(expectation, 'constructor');
  if (
    constructors !== undefined &&
    (expectation.is === 'constructor' || isConstructorLike(module, expression))
  ) {
    return readConstructor(trial, module, expression, constructors.kinds);
  }
  const names = option(expectation, 'name');
  if (names !== undefined && (expectation.is === 'name' || isNameLike(expression))) {
    return readName(trial, module, expression, names.kinds, name);
  }
  const list = option(expectation, 'list');
  if (list !== undefined && expression.kind === 'list') {
    const items = complete(
      expression.items.map((item) => readArgument(trial, module, item, list.item, name)),
    );
    if (items === undefined) return undefined;
    return { value: items.map((item) => item.value), at, items };
  }
  if (expression.kind === 'name' && !module.names.has(expression.text)) {
    const symbols = option(expectation, 'symbol');
    const member = symbols && nearest(expression.text, symbols.members);
    if (member !== undefined) {
      const text = `.${member}`;
      trial.report(
        'IM2001',
        at,
        { name: expression.text },
        { suggestion: `write \`${text}\``, fix: { text } },
      );
      return undefined;
    }
  }
  const ofNames = list?.item.is === 'name' ? list.item : undefined;
  if (ofNames !== undefined && isNameLike(expression)) {
    const text = `[${module.source.text.slice(expression.span.start, expression.span.end)}]`;
    const holes = { name, expected: formatExpectation(expectation), actual: 'one name' };
    trial.report('IM3005', at, holes, { suggestion: `write \`${text}\``, fix: { text } });
    return undefined;
  }
  const nameable = names ?? ofNames;
  if (nameable !== undefined && expression.kind === 'string' && module.names.has(expression.value)) {
    const text = names === undefined ? `[${expression.value}]` : expression.value;
    const holes = { name, expected: formatExpectation(expectation), actual: 'a string' };
    trial.report('IM3005', at, holes, { suggestion: `write \`${text}\``, fix: { text } });
    return undefined;
  }
  const constant = evaluate(trial, module, expression);
  return constant === undefined ? undefined : coerce(trial, constant, expectation, name, at);
}

/** The expectation itself, or that one of its options, which is of a kind. */
function option<I extends Expectation['is']>(
  expectation: Expectation,
  is: I,
): Extract<Expectation, { is: I }> | undefined {
  const options = expectation.is === 'union' ? expectation.options : [expectation];
  return options.find((candidate): candidate is Extract<Expectation, { is: I }> => candidate.is === is);
}

function isConstructorLike(module: Module, expression: Expression): boolean {
  if (expression.kind === 'call')
    return expression.callee.kind === 'name' && expression.callee.text !== 'env';
  return expression.kind === 'name' && module.names.get(expression.text)?.kind === 'dataset';
}

function isNameLike(expression: Expression): boolean {
  return expression.kind === 'name' || expression.kind === 'member';
}

function readConstructor(
  trial: Trial,
  module: Module,
  expression: Expression,
  kinds: readonly ConstructorKind[],
): Input | undefined {
  const at: Location = { source: module.source, span: expression.span };
  if (expression.kind === 'name' && kinds.includes('dataset')) {
    const symbol = module.names.get(expression.text);
    if (symbol?.kind === 'dataset') {
      trial.lookup(module, expression);
      const dataset = datasetOf(trial, symbol);
      return dataset === undefined ? undefined : { value: toBound(dataset.bound), at };
    }
  }
  const found = constructorCall(trial, module, expression, kinds);
  const bound = found && bindCall(trial, module, found.registered, found.call.arguments, found.call.span);
  return bound === undefined ? undefined : { value: toBound(bound), at };
}

function toBound({ registered, call, args }: BoundCall): BoundArgument {
  return { id: call.call, signature: registered.signature, args, call };
}

/** Objective metrics that a report may name: `nce.mi`. */
export const objectiveMetrics = ['loss', 'mi', 'mi_heldout', 'ceiling'] as const;

function readName(
  trial: Trial,
  module: Module,
  expression: Expression,
  kinds: readonly NameKind[],
  parameter: string,
): Input | undefined {
  const at: Location = { source: module.source, span: expression.span };
  const expected = listOf(kinds.map(formatKind), 'or');
  const value = module.source.text.slice(expression.span.start, expression.span.end);
  const candidates = nameCandidates(trial, module, kinds);
  if (expression.kind === 'member' && expression.object.kind === 'name' && kinds.includes('metric')) {
    const objective = module.names.get(expression.object.text);
    if (objective === undefined && !module.names.has(expression.object.text)) {
      trial.lookup(module, expression.object);
      return undefined;
    }
    if (objective?.kind === 'objective') {
      trial.lookup(module, expression.object);
      const metric = expression.member.text;
      if (objectiveMetrics.some((known) => known === metric))
        return { value: `${objective.name}.${metric}`, at };
      const place = { source: module.source, span: expression.member.span };
      const suggestion = didYouMean(metric, objectiveMetrics);
      trial.report('IM6109', place, { objective: objective.name, metric }, { suggestion });
      return undefined;
    }
  }
  if (expression.kind !== 'name') {
    trial.report('IM6108', at, { name: parameter, expected, value, actual: 'none' });
    return undefined;
  }
  if (expression.text !== 'seed' && !module.names.has(expression.text)) {
    const suggestion = didYouMean(expression.text, candidates);
    trial.report('IM6107', at, { name: parameter, expected, value }, { suggestion });
    return undefined;
  }
  const symbol = trial.lookup(module, expression);
  if (symbol === undefined) return undefined;
  if (candidates.includes(symbol.name)) return { value: symbol.name, at };
  const suggestion =
    symbol.kind === 'objective' && kinds.includes('metric')
      ? `name one of its metrics: ${listOf(
          objectiveMetrics.map((metric) => `\`${symbol.name}.${metric}\``),
          'or',
        )}`
      : didYouMean('', candidates);
  trial.report(
    'IM6108',
    at,
    { name: parameter, expected, value, actual: describeSymbol(symbol) },
    { suggestion, related: trial.declared(symbol) },
  );
  return undefined;
}

/** What in a file may be named where one of some kinds is expected. */
function nameCandidates(trial: Trial, module: Module, kinds: readonly NameKind[]): string[] {
  const wanted = new Set<string>(kinds.map((kind) => (kind === 'metric' ? 'probe' : kind)));
  const names = [...module.names].flatMap(([name, symbol]) =>
    symbol !== undefined && wanted.has(symbol.kind) ? [name] : [],
  );
  return wanted.has('param') ? [...names, trial.session.root.seed.name] : names;
}
