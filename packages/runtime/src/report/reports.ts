import type { Plan } from '@infomin/plan';
import type { ImportedResults, Logger, ReportResult, TrialResult } from '@infomin/plugin';
import { settled } from '@infomin/plugin/settled';
import type { Container } from 'inversify';
import { resolveCall } from '../base/bound.js';
import type { Constructors } from '../base/registry.js';

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
  for (const { title, call } of plan.reports) {
    try {
      const bound = await resolveCall(call, 'report', registry, container);
      const report = await settled('it', () =>
        bound.implementation.build({ title, trials, imports }, bound.args),
      );
      built.push({ title, ...report });
    } catch (error) {
      log.warn(`report "${title}" failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return built;
}
