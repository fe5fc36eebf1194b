import { formatValue, type Plan, type Value } from '@infomin/plan';
import type { ProbeResult } from '@infomin/plugin';
import { entryOf } from '@infomin/plugin';
import type { TrialOutcome } from '../folder/results.js';
import { escapeHtml } from './escape.js';
import { numberText } from './values.js';

interface Column {
  readonly title: string;
  /** Below the title: what is measured, and in which unit. */
  readonly detail?: string;
  readonly cell: (trial: TrialOutcome) => string;
}

/** One row a trial, with the parameters that the file sweeps; the others are among the settings. */
export function trialsTable(trials: readonly TrialOutcome[], plan: Plan): string {
  const columns: Column[] = [
    ...plan.sweeps
      .filter(({ param }) => param !== 'seed')
      .map(({ param }) => ({
        title: param,
        cell: ({ params }: TrialOutcome) => formatValue(params[param] as Value),
      })),
    { title: 'seed', cell: ({ seed }) => String(seed) },
    { title: 'status', cell: ({ status }) => status },
    ...namesIn(trials, ({ objectives }) => objectives).flatMap(objectiveColumns),
    ...namesIn(trials, ({ probes }) => probes).map((name) => probeColumn(name, trials)),
    { title: 'training', cell: ({ seconds }) => `${seconds.train.toFixed(0)} s` },
  ];
  const head = columns.map(
    ({ title, detail }) =>
      `<th>${escapeHtml(title)}${detail ? `<br><small>${escapeHtml(detail)}</small>` : ''}</th>`,
  );
  const body = trials.map((trial) => {
    const cells = columns.map(({ cell }) => `<td>${escapeHtml(cell(trial))}</td>`);
    return `<tr class="${trial.status}">${cells.join('')}</tr>`;
  });
  const errors = trials
    .filter((trial) => trial.error !== undefined)
    .map((trial) => `<p class="failed">${escapeHtml(trial.error!.message)}</p>`);
  const table = `<table><thead><tr>${head.join('')}</tr></thead>\n<tbody>${body.join('\n')}</tbody></table>`;
  return `<div class="scroll trials">${table}</div>${errors.join('\n')}`;
}

function namesIn(
  trials: readonly TrialOutcome[],
  read: (trial: TrialOutcome) => Readonly<Record<string, unknown>>,
): string[] {
  return [...new Set(trials.flatMap((trial) => Object.keys(read(trial))))];
}

function objectiveColumns(name: string): Column[] {
  const nats = (title: string, key: 'mi_nats' | 'mi_nats_heldout' | 'ceiling_nats') => ({
    title,
    detail: `${name}, nats`,
    cell: ({ objectives }: TrialOutcome) => entryOf(objectives, name)?.[key]?.toFixed(3) ?? '–',
  });
  return [
    nats('I_NCE', 'mi_nats'),
    nats('held out', 'mi_nats_heldout'),
    nats('log K', 'ceiling_nats'),
    { title: 'loss', detail: name, cell: ({ objectives }) => numberText(entryOf(objectives, name)?.loss) },
  ];
}

/** What a probe measures stands in the head, with chance where that is one number for all trials. */
function probeColumn(name: string, trials: readonly TrialOutcome[]): Column {
  const probes = trials.flatMap((trial) => entryOf(trial.probes, name) ?? []);
  const metric = probes[0]?.metric.replaceAll('_', ' ') ?? '';
  const chances = new Set(probes.map((probe) => measureText(probe.chance, probe)));
  const [chance] = chances;
  return {
    title: name,
    detail: chances.size === 1 ? `${metric}, chance ${chance}` : metric,
    cell: (trial) => {
      const probe = entryOf(trial.probes, name);
      if (!probe) return '–';
      const beside = chances.size === 1 ? '' : ` (chance ${measureText(probe.chance, probe)})`;
      return measureText(probe.value, probe) + beside;
    },
  };
}

function measureText(value: number, { metric, unit }: ProbeResult): string {
  const fraction = metric === 'error_rate' || metric === 'accuracy';
  if (fraction) return `${(100 * value).toFixed(1)} %`;
  return [numberText(value), unit].filter(Boolean).join(' ');
}
