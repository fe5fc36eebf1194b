import type { Plan } from '@infomin/plan';
import type { ImportedResults, Logger, ReportResult, TrialResult } from '@infomin/plugin';
import type { Container } from 'inversify';
import { resolveCall } from '../base/bound.js';
import type { Constructors } from '../base/registry.js';
import { awaiting, calling, faultOf } from '../graph/fault.js';
import { described } from '../graph/results.js';

/** The file's reports over the trials so far. One that fails is left out with a warning: the results stand. */
export async function buildReports(
  plan: Plan,
  trials: readonly TrialResult[],
  imports: readonly ImportedResults[],
  registry: Constructors,
  container: Container,
  log: Logger,
): Promise<(ReportResult & { readonly title: string })[]> {
  const built: (ReportResult & { readonly title: string })[] = [];
  for (const { title, call, place } of plan.reports) {
    try {
      const bound = await resolveCall(call, 'report', registry, container);
      // A copy: what a report sorts or changes stays its own.
      const context = structuredClone({ title, trials, imports });
      const report = await awaiting(bound.id, place, 'it', () =>
        bound.implementation.build(context, bound.args),
      );
      if (typeof report?.text !== 'string' || typeof report.html !== 'string')
        throw faultOf(bound.id, place, `gave ${described(report)}, a report gives text, html and data`);
      calling(bound.id, place, () => JSON.stringify(report.data));
      built.push({ title, ...report });
    } catch (error) {
      log.warn(`report "${title}" failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return built;
}
