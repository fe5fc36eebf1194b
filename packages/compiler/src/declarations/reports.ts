import type { ReportPlan } from '@infomin/plan';
import { constructorCall } from '../arguments/constructors.js';
import { bindCall } from '../arguments/parameters.js';
import type { Location } from '../text/source.js';
import type { Trial } from '../trial/trial.js';

/** The `report "title" = Constructor(…)` declarations of the root file. */
export function reportsOf(trial: Trial): ReportPlan[] {
  const { root } = trial.session;
  const titles = new Map<string, Location>();
  const reports: ReportPlan[] = [];
  for (const declaration of root.tree.declarations) {
    if (declaration.kind !== 'report') continue;
    const found = constructorCall(trial, root, declaration.value, ['report']);
    const bound = found && bindCall(trial, root, found.registered, found.call.arguments, found.call.span);
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
