import type { Value } from '@infomin/plan';
import {
  chancesOf,
  entryOf,
  isMeasured,
  isTrusted,
  type ObjectiveResult,
  type ProbeResult,
} from '@infomin/plugin';
import type { Results, TrialError, TrialOutcome } from '@infomin/runtime';
import { shortAmong } from '../graph/values.js';
import { formatDuration, formatMetric, formatNumber } from '../terminal/numbers.js';
import type { Style } from '../terminal/style.js';
import { formatTable } from '../terminal/table.js';

/** What a run found, for people: every probe with chance beside it, information with its ceiling. */
export function formatResults(results: Results, style: Style): string {
  const { trials, summary, reports } = results;
  const only = trials.length === 1 ? trials[0] : undefined;
  const parts = only
    ? [probeTable(only, style) + doubtNote(trials), objectiveTable(only)]
    : trials.length === 0
      ? []
      : [sweepTable(summary, trials, style) + doubtNote(trials)];
  parts.push(...reports.map(({ title, text }) => `${style('bold', title)}\n${text.trimEnd()}`));
  return parts.filter((part) => part !== '').join('\n\n');
}

function probeTable(trial: TrialOutcome, style: Style): string {
  const probes = Object.entries(trial.probes);
  if (probes.length === 0) return '';
  const baseline = probes.some(([, { untrained }]) => untrained !== undefined);
  const rows = probes.map(([name, probe]) => [
    name,
    wordsOf(probe),
    style('bold', formatMetric(probe.value, probe.metric, probe.unit)) + (isTrusted(probe) ? '' : ' ?'),
    ...(baseline ? [untrainedOf(probe)] : []),
    chanceOf(probe),
  ]);
  const head = ['probe', 'measures', 'value', ...(baseline ? ['untrained'] : []), 'chance'];
  return formatTable([head, ...rows], { right: [2, 3, 4] });
}

/** What `?` behind a value stands for. */
function doubtNote(trials: readonly TrialOutcome[]): string {
  const doubtful = trials.some(({ probes }) =>
    Object.values(probes).some((probe) => !isTrusted(probe) || !isTrusted(probe, 'untrained_unreliable')),
  );
  return doubtful
    ? "\n? not to be trusted, by the probe's own checks: the warnings and results.json say why"
    : '';
}

function untrainedOf(probe: ProbeResult): string {
  const { untrained, metric, unit } = probe;
  if (untrained === undefined) return '–';
  return formatMetric(untrained, metric, unit) + (isTrusted(probe, 'untrained_unreliable') ? '' : ' ?');
}

/** A row for each term; what is of the whole objective stands in its first. */
function objectiveTable(trial: TrialOutcome): string {
  const objectives = Object.entries(trial.objectives);
  if (objectives.length === 0) return '';
  const fresh = objectives.some(([, result]) => freshOf(result) !== undefined);
  const rows = objectives.flatMap(([name, result]) => {
    const terms = (result.terms ?? []).map(
      ({ term, information, value, value_heldout, value_heldout_std: std, ceiling }) => [
        information ? `${term}, nats` : term,
        formatNumber(value),
        formatNumber(value_heldout) + (std ? ` ± ${formatNumber(std)}` : ''),
        formatNumber(ceiling),
      ],
    );
    const [first = ['–', '–', '–', '–'], ...others] = terms;
    const critic = fresh ? [formatNumber(freshOf(result) ?? null)] : [];
    return [
      [name, formatNumber(result.loss), ...first, ...critic],
      ...others.map((term) => ['', '', ...term, ...(fresh ? [''] : [])]),
    ];
  });
  const head = [
    'objective',
    'loss',
    'term',
    'value',
    'held out',
    'ceiling',
    ...(fresh ? ['fresh critic'] : []),
  ];
  return formatTable([head, ...rows], { right: [1, 3, 4, 5, 6] });
}

/** `undefined` where no fresh critic was asked. */
function freshOf({ mi_nats_fresh_critic }: ObjectiveResult): number | undefined {
  return typeof mi_nats_fresh_critic === 'number' ? mi_nats_fresh_critic : undefined;
}

/** A row for each setting of the parameters; mean ± standard deviation over the seeds that measured it. */
function sweepTable(summary: Results['summary'], trials: readonly TrialOutcome[], style: Style): string {
  const probes = [...new Set(summary.flatMap((row) => Object.keys(row.probes)))];
  const params = varying(summary);
  const measured = new Map<string, ProbeResult>();
  for (const trial of trials) {
    for (const [name, probe] of Object.entries(trial.probes))
      if (!measured.has(name)) measured.set(name, probe);
  }
  const seeds = countSeeds(trials);
  const leaves = summary.some((row) => row.left_out.length > 0);
  const head = [
    ...params,
    ...probes.map((name) => `${name}, ${wordsOf(measured.get(name)!)}`),
    'seeds',
    ...(leaves ? ['left out'] : []),
  ];
  const rows = summary.map((row) => [
    ...params.map((param) => formatParam(param, row, summary)),
    ...probes.map((name) => {
      const { metric, unit } = measured.get(name)!;
      const found = entryOf(row.probes, name);
      if (!found) return '–';
      const mean = formatMetric(found.mean, metric, unit);
      const text = found.std === null ? mean : `${mean} ± ${formatMetric(found.std, metric, unit)}`;
      return style('bold', text) + (found.unreliable === undefined ? '' : ' ?');
    }),
    String(seeds.get(JSON.stringify(row.params)) ?? 0),
    ...(leaves ? [leftOut(row)] : []),
  ]);
  const foot = (title: string, cells: readonly string[]) =>
    cells.some((cell) => cell !== '') ? [[...params.map((_, i) => (i === 0 ? title : '')), ...cells]] : [];
  const below =
    params.length === 0
      ? []
      : [
          ...foot(
            'untrained',
            probes.map((name) => untrainedRange(name, summary, measured.get(name)!)),
          ),
          ...foot(
            'chance',
            probes.map((name) => formatRange(chancesOf(trials, name), measured.get(name)!)),
          ),
        ];
  const right = head.map((_, i) => i).filter((i) => i >= params.length);
  return formatTable([head, ...rows, ...below], { right });
}

/** One figure where all settings have the same untrained models, else from the lowest to the highest mean. */
function untrainedRange(name: string, summary: Results['summary'], probe: ProbeResult): string {
  const found = summary.flatMap(({ probes }) => entryOf(probes, name)?.untrained ?? []);
  if (found.length === 0) return '';
  const range = formatRange(
    found.map(({ mean }) => mean),
    probe,
  );
  const mark = found.some(({ unreliable }) => unreliable !== undefined) ? ' ?' : '';
  const widest = Math.max(...found.map(({ std }) => std ?? -1));
  const spread =
    widest < 0 || range.includes(' to ') ? '' : ` ± ${formatMetric(widest, probe.metric, probe.unit)}`;
  return range + spread + mark;
}

/** One figure where all are written alike, else the lowest and the highest. */
function formatRange(values: readonly number[], { metric, unit }: ProbeResult): string {
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) =>
    formatMetric(value, metric, unit),
  );
  return low === high ? low! : `${low} to ${high}`;
}

/** How many trials of a setting, as JSON, are in its means. */
function countSeeds(trials: readonly TrialOutcome[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { params } of trials.filter(isMeasured)) {
    const setting = JSON.stringify(params);
    counts.set(setting, (counts.get(setting) ?? 0) + 1);
  }
  return counts;
}

/** `1 collapsed, 2 failed`: the seeds whose numbers are in no mean. */
function leftOut({ left_out }: Results['summary'][number]): string {
  const statuses = left_out.map(({ status }) => status);
  const counts = [...new Set(statuses)].map(
    (status) => `${statuses.filter((other) => other === status).length} ${status}`,
  );
  return counts.join(', ') || '–';
}

/** `error rate` */
function wordsOf({ metric }: ProbeResult): string {
  return metric.replaceAll('_', ' ');
}

function chanceOf({ chance, metric, unit }: ProbeResult): string {
  return formatMetric(chance, metric, unit);
}

/** Parameters that differ between settings. */
function varying(summary: Results['summary']): string[] {
  const names = [...new Set(summary.flatMap(({ params }) => Object.keys(params)))];
  return names.filter((name) => new Set(summary.map(({ params }) => JSON.stringify(params[name]))).size > 1);
}

function formatParam(
  param: string,
  { params }: Results['summary'][number],
  summary: Results['summary'],
): string {
  const all = summary.map((row) => row.params[param] as Value | undefined);
  const own = params[param] as Value | undefined;
  return own === undefined
    ? '–'
    : shortAmong(
        own,
        all.filter((value) => value !== undefined),
      );
}

/** A line for a trial that ended: `done in 48 s`, or why not. */
export function formatTrialEnd(result: TrialOutcome, style: Style): string {
  const seconds = formatDuration(result.seconds.train + result.seconds.probe);
  if (result.status === 'done') return `${style('green', 'done')} in ${seconds}`;
  if (result.status === 'collapsed') {
    return `${style('yellow', 'collapsed')} after ${seconds}: all embeddings are alike, what the probes say is about that`;
  }
  if (result.status === 'interrupted') return `${style('yellow', 'interrupted')} after ${seconds}`;
  const { message, suggestion, internal } = failureOf(result);
  // How long it took is not known: what is kept of it ends with its last checkpoint.
  if (internal) return style('red', 'failed');
  const help = suggestion ? `\n  ${style('cyan', 'help:')} ${suggestion}` : '';
  return `${style('red', 'failed')}: ${message}${help}`;
}

/** Why a trial failed, as the runtime tells it. */
export function failureOf(result: TrialOutcome): TrialError {
  return result.error ?? { message: 'for no reason that was told', internal: true };
}
