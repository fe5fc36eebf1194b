import { inputsOf, type Plan } from '@infomin/compiler/plan';
import type { ProbeResult, ReportResult } from '@infomin/plugin';
import type { Gallery } from '../gallery.js';
import type { MetricLine } from '../metrics.js';
import type { TrialOutcome } from '../results.js';
import { type Course, type Mark, trainingCurves } from './curves.js';
import { escapeHtml } from './escape.js';

export interface Page {
  readonly plan: Plan;
  readonly engine: string;
  readonly trials: readonly TrialOutcome[];
  readonly metrics: readonly MetricLine[];
  readonly reports: readonly (ReportResult & { readonly title: string })[];
  /** By trial id. */
  readonly galleries: ReadonlyMap<string, readonly Gallery[]>;
}

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }
h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2.2rem } h3 { font-size: 1rem }
table { border-collapse: collapse; margin: .6rem 0 } th, td { padding: .25rem .7rem; border-bottom: 1px solid #ddd; text-align: left; font-variant-numeric: tabular-nums }
figure { margin: .5rem 0 } figcaption { color: #555; font-size: .85rem } img { image-rendering: pixelated; max-width: 100%; min-height: 48px; background: #eee }
pre { background: #f6f6f6; padding: .8rem; overflow: auto; font-size: .8rem } svg { max-width: 100%; height: auto }
.scroll { overflow-x: auto }
.failed, .collapsed { color: #b00020 }`;

/** The run as one file to show: reports, training curves, example images, settings, versions. */
export function reportPage(page: Page): string {
  const title = escapeHtml(page.plan.file.split(/[\\/]/).at(-1) ?? page.plan.file);
  const sections = [
    ...page.reports.map(({ title, html }) => section(escapeHtml(title), html)),
    section('Trials', trialsTable(page)),
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
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${STYLE}
</style></head>
<body>
<h1>${title}</h1>
${page.plan.doc ? `<p>${escapeHtml(page.plan.doc)}</p>` : ''}
${sections.filter(Boolean).join('\n')}
</body>
</html>
`;
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
  return courses.length > 0
    ? `<figure>${trainingCurves(stage, courses, labelMarks(page.plan, stage))}</figure>`
    : '';
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
        pictures.map(
          ({ title, png }) =>
            `<figure><figcaption>${escapeHtml(stage)}: ${escapeHtml(title)}</figcaption><img alt="${escapeHtml(title)}" src="data:image/png;base64,${png}"></figure>`,
        ),
      );
      return `${setting ? `<h3>${escapeHtml(setting)}</h3>\n` : ''}${figures.join('\n')}`;
    })
    .filter(Boolean)
    .join('\n');
}

/** One row a trial, with the parameters that the file sweeps; the others are among the settings. */
function trialsTable({ trials, plan }: Page): string {
  const objectives = [...new Set(trials.flatMap((trial) => Object.keys(trial.objectives)))];
  const probes = [...new Set(trials.flatMap((trial) => Object.keys(trial.probes)))];
  const params = plan.sweeps.map(({ param }) => param).filter((name) => name !== 'seed');
  const head = [
    ...params,
    'seed',
    'status',
    ...objectives.flatMap((name) => [`${name}: I_NCE`, 'held out', 'log K', 'loss']),
    ...probes,
    'training',
  ];
  const rows = trials.map((trial) => [
    ...params.map((name) => valueText(trial.params[name])),
    String(trial.seed),
    trial.status,
    ...objectives.flatMap((name) => {
      const objective = trial.objectives[name];
      const { mi_nats, mi_nats_heldout, ceiling_nats, loss } = objective ?? {};
      return [mi_nats, mi_nats_heldout, ceiling_nats, loss].map(numberText);
    }),
    ...probes.map((name) => probeText(trial.probes[name])),
    `${trial.seconds.train.toFixed(0)} s`,
  ]);
  const cells = (tag: string, row: readonly string[]) =>
    row.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('');
  const body = rows.map((row, i) => `<tr class="${trials[i]!.status}">${cells('td', row)}</tr>`);
  const errors = trials
    .filter((trial) => trial.error !== undefined)
    .map((trial) => `<p class="failed">${escapeHtml(trial.error!.message)}</p>`);
  return `<div class="scroll"><table><tr>${cells('th', head)}</tr>\n${body.join('\n')}</table></div>${errors.join('\n')}`;
}

function settings({ plan, engine, trials }: Page): string {
  const first = plan.trials[0];
  const described = trials.find((trial) => trial.engine !== undefined)?.engine ?? engine;
  const rows = [
    ['file', plan.file],
    ['engine', described],
    ['plugins', plan.plugins.map(({ name, version }) => `${name} ${version}`).join(', ')],
    ['plan', plan.hash.slice(0, 16)],
    ...Object.entries(plan.params).map(([name, value]) => [name, valueText(value)]),
    ...plan.sweeps.map(({ param, values }) => [
      `sweep ${param}`,
      values.map((value) => valueText(value)).join('; '),
    ]),
  ];
  const table = rows
    .map((row) => `<tr><th>${escapeHtml(row[0]!)}</th><td>${escapeHtml(row[1]!)}</td></tr>`)
    .join('\n');
  const detail = first && {
    datasets: first.datasets,
    models: first.models.map(({ weights: _, ...model }) => model),
    stages: first.stages,
  };
  const json = JSON.stringify(detail, (key, value: unknown) => (key === 'place' ? undefined : value), 2);
  return `<table>${table}</table>\n<details><summary>Datasets, models and training of the first trial</summary><pre>${escapeHtml(json ?? '')}</pre></details>`;
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
    .map(({ param }) => `${param} = ${valueText(trial.params[param])}`)
    .join(', ');
}

function probeText(probe: ProbeResult | undefined): string {
  if (!probe) return '';
  const fraction = probe.metric === 'error_rate' || probe.metric === 'accuracy';
  const text = (value: number) =>
    fraction ? `${(100 * value).toFixed(1)} %` : [numberText(value), probe.unit].filter(Boolean).join(' ');
  return `${text(probe.value)} (chance ${text(probe.chance)})`;
}

function numberText(value: number | null | undefined): string {
  return value == null ? '–' : String(Number(value.toPrecision(4)));
}

/** A parameter's value as a file writes it. */
function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  if ('symbol' in value) return `.${String(value.symbol)}`;
  if ('from' in value && 'to' in value) return `${String(value.from)}..${String(value.to)}`;
  if ('call' in value) return `${String(value.call).split('/').at(-1)}(…)`;
  return JSON.stringify(value);
}
