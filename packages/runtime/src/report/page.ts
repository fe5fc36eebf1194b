import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { formatValue, inputsOf, type Plan } from '@infomin/plan';
import { entryOf, isMeasured, type ReportResult } from '@infomin/plugin';
import type { MetricLine } from '../folder/metrics.js';
import type { TrialOutcome } from '../folder/results.js';
import { deviation, mean } from '../folder/stage-record.js';
import type { Gallery } from '../training/gallery.js';
import { type Course, type Mark, trainingCurves, watchedCurve } from './curves.js';
import { documentHtml, section } from './document.js';
import { escapeHtml } from './escape.js';
import { figureHtml } from './figure.js';
import type { Front } from './front.js';
import { settingOf } from './setting.js';
import { settingsTable, trialSettings } from './settings.js';
import { trialsTable } from './trials-table.js';

export interface Page {
  readonly plan: Plan;
  readonly engine: string;
  readonly trials: readonly TrialOutcome[];
  readonly metrics: readonly MetricLine[];
  readonly reports: readonly (ReportResult & { readonly title: string })[];
  /** By trial id. */
  readonly galleries: ReadonlyMap<string, readonly Gallery[]>;
  readonly front: Front;
}

/** The run as one file to show: the experiment, reports, training curves, example images, settings, versions. */
export function reportPage(page: Page): string {
  const title = escapeHtml(page.plan.file.split(/[\\/]/).at(-1) ?? page.plan.file);
  const sections = [
    ...page.reports.map(({ title, html }) =>
      section(escapeHtml(title), `<div class="scroll report">${html}</div>`),
    ),
    section('Trials', reportsOnly(page.plan) ? '' : trialsTable(page.trials, page.plan)),
    section(
      'Training',
      figures(
        stageNames(page.plan)
          .map((stage) => curves(page, stage))
          .join('\n'),
      ),
    ),
    section('What the encoders saw', galleries(page)),
    section('Settings', settings(page)),
  ];
  const doc = page.plan.doc ? proseHtml(page.plan.doc) : '';
  return documentHtml(title, [doc, frontHtml(page.front), ...sections]);
}

/** Whether a file runs nothing itself: it sets out what others came to. */
const reportsOnly = ({ trials }: Plan) =>
  trials.every(({ stages, probes }) => stages.length === 0 && probes.length === 0);

const figures = (html: string) => (html === '' ? '' : `<div class="figures">${html}</div>`);

function frontHtml({ source, graph }: Front): string {
  const folded = (title: string, html: string) =>
    `<details class="front"><summary>${title}</summary>${html}</details>`;
  return [
    source ? folded('The experiment', `<pre>${escapeHtml(source.trimEnd())}</pre>`) : '',
    graph
      ? folded('What flows where', `<div class="scroll">${graph.slice(graph.indexOf('<svg'))}</div>`)
      : '',
  ].join('\n');
}

/** Paragraphs, with `code`. */
function proseHtml(text: string): string {
  const paragraphs = text.split(/\n\s*\n/).map((part) => escapeHtml(part.trim()));
  return paragraphs.map((part) => `<p>${part.replace(/`([^`]+)`/g, '<code>$1</code>')}</p>`).join('\n');
}

function stageNames(plan: Plan): string[] {
  return [...new Set(plan.trials.flatMap((trial) => trial.stages.map(({ id }) => id)))];
}

function curves(page: Page, stage: string): string {
  const several = new Set(page.trials.map((trial) => settingOf(trial, page.plan))).size > 1;
  const courses: Course[] = page.trials
    .map((trial) => ({
      name: several ? settingOf(trial, page.plan) : nameOf(trial, page.plan),
      lines: page.metrics.filter((line) => line.trial === trial.id && line.stage === stage),
      leftOut: !isMeasured(trial),
    }))
    .filter(({ lines }) => lines.length > 0);
  if (courses.length === 0) return '';
  return [
    trainingCurves(stage, courses, labelMarks(page.plan, stage)),
    ...watchedProbes(page, stage).map((probe) => watchedCurve(probe, courses)),
  ].join('');
}

function watchedProbes({ plan, trials }: Page, stage: string) {
  const names = plan.trials.flatMap(({ stages }) => stages.find(({ id }) => id === stage)?.watch ?? []);
  return [...new Set(names)].map((probe) => {
    const metrics = plan.trials.flatMap(
      ({ probes }) => probes.find(({ name }) => name === probe)?.metric ?? [],
    );
    const marks = (['untrained', 'chance'] as const).flatMap((name): Mark[] => {
      const settings = new Map<string, number[]>();
      for (const trial of trials) {
        const value = entryOf(trial.probes, probe)?.[name];
        const setting = settingOf(trial, plan);
        if (value !== undefined) settings.set(setting, [...(settings.get(setting) ?? []), value]);
      }
      const values = [...settings.values()];
      return values.length > 0 && alike(values) ? [{ name, value: mean(values.flat()) }] : [];
    });
    const unit = (metrics[0]?.unit ?? metrics[0]?.metric ?? '').replaceAll('_', ' ');
    return { probe, stage, unit, marks };
  });
}

/** Whether means of settings lie within two standard deviations, over seeds, of each other. */
function alike(settings: readonly (readonly number[])[]): boolean {
  const means = settings.map(mean);
  return Math.max(...means) - Math.min(...means) <= 2 * Math.max(...settings.map(deviation));
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
      const setting = settingOf(trial, page.plan);
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
  const rows: [string, string][] = [
    ['file', plan.file],
    ['engine', described],
    ['infomin', `${version()}, Node ${process.version}, ${process.platform} ${process.arch}`],
    ['processors', String(availableParallelism())],
    ['plugins', plan.plugins.map(({ name, version }) => `${name} ${version}`).join(', ')],
    ['plan', plan.hash.slice(0, 16)],
    ...(plan.imports ?? []).map(({ name, file, hash }): [string, string] => [
      `results ${name}`,
      `${file}, plan ${hash.slice(0, 16)}`,
    ]),
    ...Object.entries(plan.params).map(([name, value]): [string, string] => [name, formatValue(value)]),
    ...plan.sweeps.map(({ param, values }): [string, string] => [
      `sweep ${param}`,
      values.map((value) => formatValue(value)).join('; '),
    ]),
  ];
  const detail = first
    ? `<details><summary>Datasets, models, trainings and probes${plan.trials.length > 1 ? ' of the first trial' : ''}</summary><div class="parts">${trialSettings(first)}</div></details>`
    : '';
  return `${settingsTable(rows)}\n${detail}`;
}

/** Of the runtime, which is infomin's. */
function version(): string {
  const manifest: unknown = createRequire(import.meta.url)('@infomin/runtime/package.json');
  return (manifest as { version: string }).version;
}

function nameOf(trial: TrialOutcome, plan: Plan): string {
  return (
    [settingOf(trial, plan), plan.trials.length > 1 ? `seed ${trial.seed}` : ''].filter(Boolean).join(', ') ||
    'training'
  );
}
