import type { Plan } from '@infomin/plan';
import { services } from '@infomin/plugin';
import type { Container } from 'inversify';
import type { Constructors } from '../base/registry.js';
import { importedResults } from '../folder/imported-results.js';
import { readMetrics } from '../folder/metrics.js';
import { type Results, summarise, type TrialOutcome } from '../folder/results.js';
import { readFront } from './front.js';
import { readGalleries } from './galleries.js';
import { buildReports } from './reports.js';

/** Writes `results.json` and `report.html` over the trials so far, and gives what the former holds. */
export async function writeResults(
  plan: Plan,
  engine: string,
  trials: readonly TrialOutcome[],
  registry: Constructors,
  container: Container,
): Promise<Results> {
  const log = await container.getAsync(services.logger);
  const artifacts = await container.getAsync(services.artifacts);
  const imports = plan.reports.length > 0 ? await importedResults(plan, artifacts.folder) : [];
  const reports = await buildReports(plan, trials, imports, registry, container, log);
  const results: Results = {
    file: plan.file,
    engine,
    plan_hash: plan.hash,
    plugins: plan.plugins,
    trials: [...trials],
    summary: summarise(trials),
    reports: reports.map(({ title, text, data }) => ({ title, text, data })),
  };
  await artifacts.write('results.json', `${JSON.stringify(results, undefined, 2)}\n`);
  const metrics = await readMetrics(artifacts);
  const galleries = await readGalleries(artifacts, plan, log);
  const front = await readFront(artifacts);
  // The charts' library is loaded where a report is written, not by everyone who imports the runtime.
  const { reportPage } = await import('./page.js');
  await artifacts.write(
    'report.html',
    reportPage({ plan, engine, trials, metrics, reports, galleries, front }),
  );
  return results;
}
