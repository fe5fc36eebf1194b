import type { ReportPlan } from '@infomin/plan';
import { bindConstructor } from '../arguments/arguments.js';
import type { Location } from '../text/source.js';
import type { Trial } from '../trial/trial.js';

/** The `report "title" = Constructor(…)` declarations of the root file. */
export function reportsOf(trial: Trial): ReportPlan[] {
  const { root } = trial.session;
  const titles = new Map<string, Location>();
  const reports: ReportPlan[] = [];
  for (const declaration of root.tree.declarations) {
    if (declaration.kind !== 'report') continue;
    const bound = bindConstructor(trial, root, declaration.value, ['report']);
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
