import type { Expression } from '@infomin/grammar';
import { inputsOf, type NodePlan, type Plan } from '@infomin/plan';
import type { NameKind } from '@infomin/plugin';
import type { DeclaredSymbol, Module, SymbolOf } from '../files/module.js';
import { declaredAt, describeSymbol, importedIn } from '../files/names.js';
import { formatKind } from '../plugins/schema.js';
import type { Location } from '../text/source.js';
import { didYouMean, listOf } from '../text/suggest.js';
import type { Trial } from '../trial/trial.js';
import type { Input } from './slot.js';

type TermNode = Extract<NodePlan, { op: 'term' }>;

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
  const other = kinds.includes('result') ? importedIn(module, expression) : undefined;
  if (other !== undefined) return readResult(trial, module, expression, other, parameter);
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
      const metrics = metricsOf(trial, objective);
      if (metrics.some((known) => known === metric)) {
        if (objective.kind === 'objective') checkTrained(trial, module, objective.name, metric, at);
        return { value: `${objective.name}.${metric}`, at };
      }
      const place = { source: module.source, span: expression.member.span };
      const suggestion =
        metrics.length > 1
          ? didYouMean(metric, metrics)
          : `none of its terms estimates information; its one metric is \`${objective.name}.loss\``;
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
          metricsOf(trial, symbol).map((metric) => `\`${symbol.name}.${metric}\``),
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

/** What there is to report of an objective, or of that of a training: information where some term estimates it. */
function metricsOf(trial: Trial, symbol: DeclaredSymbol): readonly string[] {
  const objective =
    symbol.kind === 'train' ? symbol.module.names.get(symbol.declaration.objective?.text ?? '') : symbol;
  const entry = objective?.kind === 'objective' ? trial.resolve(objective) : undefined;
  return metricsOfTerms(entry?.terms);
}

function metricsOfTerms(terms: readonly TermNode[] | undefined): readonly string[] {
  return terms?.every(({ information }) => !information) ? ['loss'] : objectiveMetrics;
}

/** Tells where no training has the name of an objective, `nce` of `nce.mi`, or several have. */
function checkTrained(trial: Trial, module: Module, objective: string, metric: string, at: Location): void {
  const trainings = module.tree.declarations.filter((each) => each.kind === 'train');
  const own = trainings.filter((each) => each.objective?.text === objective);
  const count = own.filter((each) => each.as === undefined).length;
  const holes = { metric: `${objective}.${metric}`, objective };
  if (count > 1) {
    const suggestion = `give the later training a name: \`train ${objective} as later { … }\``;
    trial.report('IM9017', at, { ...holes, count }, { suggestion });
  }
  // A block that cannot be read, or names no objective, may be meant for this one.
  const isUnclear = trainings.some(
    (each) => module.names.get(each.objective?.text ?? '')?.kind !== 'objective',
  );
  if (count > 0 || isUnclear || module.incomplete.syntax) return;
  const others = own.map((each) => `${each.as?.text}.${metric}`);
  const fix = others.length === 1 ? { text: others[0]! } : undefined;
  const suggestion =
    others.length === 0
      ? `add \`train ${objective} { epochs: 10 }\``
      : `name the training: ${listOf(others.map(quoted), 'or')}`;
  trial.report('IM6115', at, holes, { suggestion, fix });
}

/** `raw.accuracy`, `raw.nce.mi`: what another file measures. */
function readResult(
  trial: Trial,
  module: Module,
  expression: Expression,
  other: SymbolOf<'import'>,
  parameter: string,
): Input | undefined {
  const at: Location = { source: module.source, span: expression.span };
  trial.session.recorder.reference(other, { ...at, span: rootOf(expression).span });
  const plan = trial.resolve(other);
  if (plan === undefined) return undefined;
  const value = pathOf(expression);
  const measured = resultsOf(plan).map((result) => `${other.name}.${result}`);
  if (measured.includes(value)) return { value, at };
  const metric = value.slice(other.name.length + 1);
  const of = measured.filter((one) => one.startsWith(`${value}.`));
  const suggestion =
    of.length > 0 ? `name one of its metrics: ${listOf(of.map(quoted), 'or')}` : didYouMean(value, measured);
  if (metric === '' || of.length > 0) {
    const holes = {
      name: parameter,
      expected: formatKind('result'),
      value,
      actual: metric === '' ? describeSymbol(other) : 'an objective',
    };
    trial.report('IM6108', at, holes, { suggestion });
  } else trial.report('IM6114', at, { file: plan.file, metric }, { suggestion });
  return undefined;
}

/** What reports may name of the results of a file: its probes, and metrics of its trainings. */
export function resultsOf({ trials }: Pick<Plan, 'trials'>): string[] {
  const probes = trials.flatMap((trial) => trial.probes.map(({ name }) => name));
  const metrics = trials.flatMap(({ stages, nodes }) =>
    stages.flatMap(({ id, value }) =>
      metricsOfTerms(termsOf(nodes, value)).map((metric) => `${id}.${metric}`),
    ),
  );
  return [...new Set([...probes, ...metrics])];
}

function termsOf(nodes: readonly NodePlan[], id: string): TermNode[] {
  const node = nodes.find((one) => one.id === id);
  if (node === undefined) return [];
  return node.op === 'term' ? [node] : inputsOf(node).flatMap((input) => termsOf(nodes, input));
}

function rootOf(expression: Expression): Expression {
  return expression.kind === 'member' ? rootOf(expression.object) : expression;
}

/** `raw.nce.mi`, without what stands between its parts. */
function pathOf(expression: Expression): string {
  if (expression.kind === 'member') return `${pathOf(expression.object)}.${expression.member.text}`;
  return expression.kind === 'name' ? expression.text : '';
}

const quoted = (name: string) => `\`${name}\``;

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
