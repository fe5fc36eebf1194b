import { formatValue, type Plan, type Value } from '@infomin/plan';
import {
  entryOf,
  isFraction,
  isTrusted,
  type ObjectiveResult,
  type ProbeResult,
  type TermResult,
} from '@infomin/plugin';
import type { TrialOutcome } from '../folder/results.js';
import { escapeHtml } from './escape.js';
import { decimals, numberText } from './values.js';

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
    ...namesIn(trials, ({ objectives }) => objectives).flatMap((name) => objectiveColumns(name, trials)),
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
  const messages = trials.flatMap(({ error }) => error?.message ?? []);
  const errors = [...new Set(messages)].map((message) => {
    const count = messages.filter((each) => each === message).length;
    return `<p class="failed">${count > 1 ? `${count} trials: ` : ''}${escapeHtml(message)}</p>`;
  });
  const table = `<table><thead><tr>${head.join('')}</tr></thead>\n<tbody>${body.join('\n')}</tbody></table>`;
  return `<div class="scroll trials">${table}</div>${heldOutNote(trials)}${doubtNote(trials)}${errors.join('\n')}`;
}

/** What held-out figures were estimated on, and how far the batches lie apart. */
function heldOutNote(trials: readonly TrialOutcome[]): string {
  const told = new Set(
    trials.flatMap(({ objectives }) =>
      Object.entries(objectives).flatMap(([name, { heldout }]) =>
        Object.entries(heldout ?? {}).map(
          ([of, { split, rows, batch, batches }]) =>
            `${name}: ${rows} rows of split ${split} held out for ${of}, ${batches} batches of ${batch}`,
        ),
      ),
    ),
  );
  if (told.size === 0) return '';
  const text = `Held out: mean ± standard deviation over batches that are not trained on. ${[...told].join('; ')}.`;
  return `<p><small>${escapeHtml(text)}</small></p>`;
}

/** What `?` behind a probe's value stands for. */
function doubtNote(trials: readonly TrialOutcome[]): string {
  const told = namesIn(trials, ({ probes }) => probes).flatMap((name) => {
    const [reason] = trials.flatMap(({ probes }) => {
      const { unreliable = [], untrained_unreliable = [] } = entryOf(probes, name) ?? {};
      return [...unreliable, ...untrained_unreliable];
    });
    return reason === undefined ? [] : [`${name}: ${reason}`];
  });
  if (told.length === 0) return '';
  return `<p><small>${escapeHtml(`? not to be trusted, by the probe's own checks. ${told.join('; ')}.`)}</small></p>`;
}

function namesIn(
  trials: readonly TrialOutcome[],
  read: (trial: TrialOutcome) => Readonly<Record<string, unknown>>,
): string[] {
  return [...new Set(trials.flatMap((trial) => Object.keys(read(trial))))];
}

function objectiveColumns(name: string, trials: readonly TrialOutcome[]): Column[] {
  const results = trials.flatMap(({ objectives }) => entryOf(objectives, name) ?? []);
  const terms = [...new Set(results.flatMap((result) => (result.terms ?? []).map(({ term }) => term)))];
  const fresh = results.some((result) => typeof result.mi_nats_fresh_critic === 'number');
  return [
    ...terms.flatMap((term) => termColumns(name, term, results)),
    ...(fresh
      ? [
          {
            title: 'fresh critic',
            detail: `${name}, nats`,
            cell: ({ objectives }: TrialOutcome) => {
              const value = entryOf(objectives, name)?.mi_nats_fresh_critic;
              return numberCell(typeof value === 'number' ? value : null);
            },
          },
        ]
      : []),
    { title: 'loss', detail: name, cell: ({ objectives }) => numberText(entryOf(objectives, name)?.loss) },
  ];
}

/** A term's value, on training and on held-out rows, and its ceiling where it has one. */
function termColumns(name: string, term: string, results: readonly ObjectiveResult[]): Column[] {
  const all = results.flatMap((result) => (result.terms ?? []).filter((one) => one.term === term));
  const detail = all.some(({ information }) => information) ? `${name}, nats` : name;
  const column = (title: string, read: (term: TermResult) => string): Column => ({
    title,
    detail,
    cell({ objectives }) {
      const found = entryOf(objectives, name)?.terms?.find((one) => one.term === term);
      return found ? read(found) : numberCell(null);
    },
  });
  return [
    column(term, ({ value }) => numberCell(value)),
    column('held out', ({ value_heldout: value, value_heldout_std: std }) =>
      std ? `${numberCell(value)} ± ${numberCell(std)}` : numberCell(value),
    ),
    ...(all.some(({ ceiling }) => ceiling !== null)
      ? [column('ceiling', ({ ceiling }) => numberCell(ceiling))]
      : []),
  ];
}

const numberCell = (value: number | null) => (value === null ? '–' : decimals(value));

/** What a probe measures stands in the head, with what it is compared to where that is one number for all trials. */
function probeColumn(name: string, trials: readonly TrialOutcome[]): Column {
  const probes = trials.flatMap((trial) => entryOf(trial.probes, name) ?? []);
  const metric = probes[0]?.metric.replaceAll('_', ' ') ?? '';
  const compared = (['untrained', 'chance'] as const).map((key) => {
    const textOf = (probe: ProbeResult) => {
      if (probe[key] === undefined) return '';
      const doubted = key === 'untrained' && !isTrusted(probe, 'untrained_unreliable');
      return `${key} ${measureText(probe[key], probe)}${doubted ? ' ?' : ''}`;
    };
    return { textOf, texts: new Set(probes.map(textOf)) };
  });
  const shared = compared.filter(({ texts }) => texts.size === 1).flatMap(({ texts }) => [...texts]);
  const own = compared.filter(({ texts }) => texts.size > 1);
  return {
    title: name,
    detail: [metric, ...shared].filter(Boolean).join(', '),
    cell: (trial) => {
      const probe = entryOf(trial.probes, name);
      if (!probe) return '–';
      const beside = own
        .map(({ textOf }) => textOf(probe))
        .filter(Boolean)
        .join(', ');
      const value = measureText(probe.value, probe) + (isTrusted(probe) ? '' : ' ?');
      return value + (beside && ` (${beside})`);
    },
  };
}

function measureText(value: number, measured: ProbeResult): string {
  if (isFraction(measured)) return `${(100 * value).toFixed(1)} %`;
  return [numberText(value), measured.unit].filter(Boolean).join(' ');
}
