import type { Expression } from '@infomin/grammar';
import type { NameKind } from '@infomin/plugin';
import type { DeclaredSymbol, Module } from '../files/module.js';
import { declaredAt, describeSymbol } from '../files/names.js';
import { formatKind } from '../plugins/schema.js';
import type { Location } from '../text/source.js';
import { didYouMean, listOf } from '../text/suggest.js';
import type { Trial } from '../trial/trial.js';
import type { Input } from './slot.js';

/** Objective metrics that a report may name: `nce.mi`. */
export const objectiveMetrics = ['loss', 'mi', 'mi_heldout', 'mi_fresh_critic', 'ceiling'] as const;

/** Reads the name of a declaration, or a metric of one, where one of some kinds is expected. */
export function readName(
  trial: Trial,
  module: Module,
  expression: Expression,
  kinds: readonly NameKind[],
  parameter: string,
): Input | undefined {
  const at: Location = { source: module.source, span: expression.span };
  const expected = listOf(kinds.map(formatKind), 'or');
  const value = module.source.text.slice(expression.span.start, expression.span.end);
  const fitting = nameCandidates(trial, module, kinds);
  const candidates = fitting.filter((name) => !declares(module.names.get(name), expression));
  if (expression.kind === 'member' && expression.object.kind === 'name' && kinds.includes('metric')) {
    const named = module.names.get(expression.object.text);
    if (named === undefined && !module.names.has(expression.object.text)) {
      trial.lookup(module, expression.object);
      return undefined;
    }
    if (named?.kind === 'objective' || named?.kind === 'train') {
      const objective = named;
      trial.lookup(module, expression.object);
      const metric = expression.member.text;
      if (objectiveMetrics.some((known) => known === metric)) {
        const count = module.tree.declarations.filter(
          (each) => each.kind === 'train' && each.as === undefined && each.objective?.text === objective.name,
        ).length;
        if (count > 1) {
          const suggestion = `give the later training a name: \`train ${objective.name} as later { … }\``;
          trial.report('IM9017', at, { metric: value, objective: objective.name, count }, { suggestion });
        }
        return { value: `${objective.name}.${metric}`, at };
      }
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
  if (fitting.includes(symbol.name)) return { value: symbol.name, at };
  const suggestion =
    (symbol.kind === 'objective' || symbol.kind === 'train') && kinds.includes('metric')
      ? `name one of its metrics: ${listOf(
          objectiveMetrics.map((metric) => `\`${symbol.name}.${metric}\``),
          'or',
        )}`
      : didYouMean('', candidates);
  trial.report(
    'IM6108',
    at,
    { name: parameter, expected, value, actual: describeSymbol(symbol) },
    { suggestion, related: declaredAt(symbol) },
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

/** Whether an expression is part of what a symbol is made of. */
function declares(symbol: DeclaredSymbol | undefined, { span }: Expression): boolean {
  const around = symbol?.declaration?.span;
  return around !== undefined && around.start <= span.start && span.end <= around.end;
}
