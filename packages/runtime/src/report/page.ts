import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { formatValue, inputsOf, type Plan, type Value } from '@infomin/plan';
import type { ReportResult } from '@infomin/plugin';
import type { MetricLine } from '../folder/metrics.js';
import type { TrialOutcome } from '../folder/results.js';
import type { Gallery } from '../training/gallery.js';
import { type Course, type Mark, trainingCurves, watchedCurve } from './curves.js';
import { escapeHtml } from './escape.js';
import { figureHtml } from './figure.js';
import { STYLE } from './style.js';
import { trialsTable } from './trials-table.js';

export interface Page {
  readonly plan: Plan;
  readonly engine: string;
  readonly trials: readonly TrialOutcome[];
  readonly metrics: readonly MetricLine[];
  readonly reports: readonly (ReportResult & { readonly title: string })[];
  /** By trial id. */
  readonly galleries: ReadonlyMap<string, readonly Gallery[]>;
}

/** The run as one file to show: reports, training curves, example images, settings, versions. */
export function reportPage(page: Page): string {
  const title = escapeHtml(page.plan.file.split(/[\\/]/).at(-1) ?? page.plan.file);
  const sections = [
    ...page.reports.map(({ title, html }) => section(escapeHtml(title), `<div class="scroll">${html}</div>`)),
    section('Trials', trialsTable(page.trials, page.plan)),
    section(
      'Training',
      stageNames(page.plan)
        .map((stage) => curves(page, stage))
        .join('\n'),
    ),
    section('What the encoders saw', galleries(page)),
    section('Settings', settings(page)),
  ];
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${STYLE}
</style></head>
<body>
<h1>${title}</h1>
${page.plan.doc ? proseHtml(page.plan.doc) : ''}
${sections.filter(Boolean).join('\n')}
</body>
</html>
`;
}

/** Paragraphs, with `code`. */
function proseHtml(text: string): string {
  const paragraphs = text.split(/\n\s*\n/).map((part) => escapeHtml(part.trim()));
  return paragraphs.map((part) => `<p>${part.replace(/`([^`]+)`/g, '<code>$1</code>')}</p>`).join('\n');
}

function section(title: string, content: string): string {
  return content === '' ? '' : `<section><h2>${title}</h2>\n${content}\n</section>`;
}

function stageNames(plan: Plan): string[] {
  return [...new Set(plan.trials.flatMap((trial) => trial.stages.map(({ id }) => id)))];
}

function curves(page: Page, stage: string): string {
  const several = new Set(page.trials.map((trial) => swept(trial, page.plan))).size > 1;
  const courses: Course[] = page.trials
    .map((trial) => ({
      name: several ? swept(trial, page.plan) : nameOf(trial, page.plan),
      lines: page.metrics.filter((line) => line.trial === trial.id && line.stage === stage),
    }))
    .filter(({ lines }) => lines.length > 0);
  if (courses.length === 0) return '';
  return [
    trainingCurves(stage, courses, labelMarks(page.plan, stage)),
    ...watchedProbes(page.plan, stage).map((probe) => watchedCurve(probe, courses)),
  ].join('');
}

function watchedProbes(plan: Plan, stage: string) {
  const names = plan.trials.flatMap(({ stages }) => stages.find(({ id }) => id === stage)?.watch ?? []);
  return [...new Set(names)].map((probe) => {
    const metrics = plan.trials.flatMap(
      ({ probes }) => probes.find(({ name }) => name === probe)?.metric ?? [],
    );
    return { probe, stage, unit: (metrics[0]?.unit ?? metrics[0]?.metric ?? '').replaceAll('_', ' ') };
  });
}

/** The most that a label says, ln of its classes, where a stage has terms with labels. */
function labelMarks(plan: Plan, stage: string): Mark[] {
  const classes = new Set<number>();
  for (const trial of plan.trials) {
    const nodes = new Map(trial.nodes.map((node) => [node.id, node]));
    const value = trial.stages.find(({ id }) => id === stage)?.value;
    for (const open = value === undefined ? [] : [value]; open.length > 0; ) {
      const node = nodes.get(open.pop()!);
      if (!node) continue;
      open.push(...inputsOf(node));
      const [count] = node.type.dims;
      if (node.type.kind === 'Class' && typeof count === 'number') classes.add(count);
    }
  }
  return [...classes].map((count) => ({ name: `ln ${count}: all a label says`, value: Math.log(count) }));
}

function galleries(page: Page): string {
  const seen = new Set<string>();
  return page.trials
    .map((trial) => {
      const setting = swept(trial, page.plan);
      const shown = page.galleries.get(trial.id) ?? [];
      if (shown.length === 0 || seen.has(setting)) return '';
      seen.add(setting);
      const figures = shown.flatMap(({ stage, pictures }) =>
        pictures.map((picture) => figureHtml(stage, picture)),
      );
      return `${setting ? `<h3>${escapeHtml(setting)}</h3>\n` : ''}${figures.join('\n')}`;
    })
    .filter(Boolean)
    .join('\n');
}

function settings({ plan, engine, trials }: Page): string {
  const first = plan.trials[0];
  const described = trials.find((trial) => trial.engine !== undefined)?.engine ?? engine;
  const rows = [
    ['file', plan.file],
    ['engine', described],
    ['infomin', `${version()}, Node ${process.version}, ${process.platform} ${process.arch}`],
    ['processors', String(availableParallelism())],
    ['plugins', plan.plugins.map(({ name, version }) => `${name} ${version}`).join(', ')],
    ['plan', plan.hash.slice(0, 16)],
    ...Object.entries(plan.params).map(([name, value]) => [name, formatValue(value)]),
    ...plan.sweeps.map(({ param, values }) => [
      `sweep ${param}`,
      values.map((value) => formatValue(value)).join('; '),
    ]),
  ];
  const table = rows
    .map((row) => `<tr><th>${escapeHtml(row[0]!)}</th><td>${escapeHtml(row[1]!)}</td></tr>`)
    .join('\n');
  const detail = first && {
    datasets: first.datasets,
    models: first.models.map(({ state: _, ...model }) => model),
    stages: first.stages,
  };
  const json = JSON.stringify(detail, (key, value: unknown) => (key === 'place' ? undefined : value), 2);
  return `<table class="settings">${table}</table>\n<details><summary>Datasets, models and training of the first trial</summary><pre>${escapeHtml(json ?? '')}</pre></details>`;
}

/** Of the runtime, which is infomin's. */
function version(): string {
  const manifest: unknown = createRequire(import.meta.url)('@infomin/runtime/package.json');
  return (manifest as { version: string }).version;
}

function nameOf(trial: TrialOutcome, plan: Plan): string {
  return (
    [swept(trial, plan), plan.trials.length > 1 ? `seed ${trial.seed}` : ''].filter(Boolean).join(', ') ||
    'training'
  );
}

/** The swept parameters but the seed: `shared = [digit]`. */
function swept(trial: TrialOutcome, plan: Plan): string {
  return plan.sweeps
    .filter(({ param }) => param !== 'seed')
    .map(({ param }) => `${param} = ${formatValue(trial.params[param] as Value)}`)
    .join(', ');
}
