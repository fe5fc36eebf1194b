import type { ReportPlan } from '@infomin/plan';
import { isProblem, type NamedResult } from '@infomin/plugin';
import { bindConstructor } from '../arguments/arguments.js';
import { ask } from '../arguments/defects.js';
import { objectiveMetrics } from '../arguments/names.js';
import type { Location } from '../text/source.js';
import { clause } from '../text/suggest.js';
import type { BoundCall } from '../trial/bound.js';
import type { Trial } from '../trial/trial.js';
import { signsOf } from './directions.js';
import type { Stage } from './training.js';

/** The `report "title" = Constructor(…)` declarations of the root file. */
export function reportsOf(trial: Trial, stages: readonly Stage[]): ReportPlan[] {
  const { root } = trial.session;
  const results = resultsOf(trial, stages);
  const titles = new Map<string, Location>();
  const reports: ReportPlan[] = [];
  for (const declaration of root.tree.declarations) {
    if (declaration.kind !== 'report') continue;
    const bound = bindConstructor(trial, root, declaration.value, ['report']);
    if (bound !== undefined) {
      checkResults(trial, bound, { source: root.source, span: declaration.value.span }, results);
    }
    if (declaration.title.kind === 'missing') continue;
    const title = declaration.title.value;
    const at: Location = { source: root.source, span: declaration.title.span };
    const first = titles.get(title);
    if (first !== undefined) {
      const related = [{ message: 'the first one stands here', at: first }];
      trial.report('IM6110', at, { title }, { related });
      continue;
    }
    titles.set(title, at);
    const place = trial.place({ source: root.source, span: declaration.span });
    if (bound !== undefined) reports.push({ title, call: bound.call, place });
  }
  return reports;
}

function checkResults(
  trial: Trial,
  bound: BoundCall<'report'>,
  at: Location,
  results: ReadonlyMap<string, NamedResult>,
): void {
  const { args, places } = bound;
  const answer = ask(trial, bound, at, 'accepts', (report) => report.accepts?.(args, results) ?? true);
  if (!isProblem(answer)) return;
  const { problem: reason, suggestion, parameter } = answer;
  const place = places.get(parameter ?? '') ?? at;
  const holes = { report: bound.registered.signature.name, reason };
  trial.report('IM6116', place, holes, { suggestion: clause(suggestion) });
}

/** The file's own probes and the metrics of its trainings, as far as they can be worked out. */
function resultsOf(trial: Trial, stages: readonly Stage[]): ReadonlyMap<string, NamedResult> {
  const { root } = trial.session;
  const trainings = root.tree.declarations.filter(({ kind }) => kind === 'train');
  const known = trainings.length === stages.length && !root.incomplete.syntax;
  const results = new Map<string, NamedResult>();
  for (const [name, symbol] of root.names) {
    const probe = symbol?.kind === 'probe' ? trial.resolve(symbol) : undefined;
    if (probe === undefined) continue;
    const watching = stages.filter(({ plan }) => plan.watch?.includes(probe.name));
    const watchedBy = known ? watching.map(({ plan }) => plan.id) : undefined;
    results.set(name, { ...probe.metric, watchedBy });
  }
  for (const { plan, objective } of stages) {
    const signs = signsOf(trial, objective.value);
    const terms = objective.terms.filter((term) => term.information && signs.get(term.id) !== 0).length;
    for (const metric of objectiveMetrics)
      results.set(`${plan.id}.${metric}`, metric === 'loss' ? { metric } : { metric, unit: 'nats', terms });
  }
  return results;
}
