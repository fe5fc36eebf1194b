import { formatValue, type Value } from '@infomin/plan';
import { isFraction, isMeasured, isTrusted, type ProbeResult, spreadOf } from '@infomin/plugin';
import type { TrialOutcome } from '@infomin/runtime/in-memory';
import { chart } from './chart.js';

/** All runs as a table, and where they measured something and information, as dots. */
export function foundOf(outcomes: readonly TrialOutcome[]): HTMLElement[] {
  const params = [...new Set(outcomes.flatMap(({ params }) => Object.keys(params)))];
  const seeds = new Set(outcomes.map(({ seed }) => seed)).size > 1;
  const collapsed = outcomes.some((outcome) => !isMeasured(outcome));
  const objectives = [...new Set(outcomes.flatMap(informedOf))];
  const probes = [...new Set(outcomes.flatMap(({ probes }) => Object.keys(probes)))];
  const head = [
    ...params,
    ...(seeds ? ['seed'] : []),
    ...(collapsed ? ['status'] : []),
    ...objectives.map((name) => `${objectives.length > 1 ? `${name}, ` : ''}held out, nats`),
    ...probes.map((name) => `${name}, ${metricOf(outcomes, name)}`),
  ];
  const table = document.createElement('table');
  const row = (cells: readonly string[], kind: 'th' | 'td') => {
    const line = table.insertRow();
    for (const text of cells) line.append(Object.assign(document.createElement(kind), { textContent: text }));
    return line;
  };
  row(head, 'th');
  for (const outcome of outcomes) {
    const cells = [
      ...params.map((name) => written(outcome.params[name])),
      ...(seeds ? [String(outcome.seed)] : []),
      ...(collapsed ? [outcome.status] : []),
      ...objectives.map((name) => number(informationOf(outcome, name))),
      ...probes.map((name) => probeText(outcome.probes[name])),
    ];
    row(cells, 'td').className = outcome.status;
  }
  const scroll = document.createElement('div');
  scroll.className = 'scroll';
  scroll.append(table);
  return [scroll, ...notesOf(outcomes), ...dotsOf(outcomes, params, objectives, probes[0])];
}

/** The first probe over the first information, named by what differs between the runs. */
function dotsOf(
  outcomes: readonly TrialOutcome[],
  params: readonly string[],
  objectives: readonly string[],
  probe = '',
): HTMLElement[] {
  const settings = params.filter(
    (name) => new Set(outcomes.map((outcome) => written(outcome.params[name]))).size > 1,
  );
  const points = outcomes.flatMap((outcome) => {
    const x = informationOf(outcome, objectives[0]);
    const found = outcome.probes[probe];
    const label = settings.map((name) => written(outcome.params[name])).join(' · ');
    return x === null || !found ? [] : [{ x, y: scaled(found.value, found), label }];
  });
  if (points.length < 2) return [];
  const untrained = spreadOf(
    outcomes.flatMap(({ probes: { [probe]: found } }) =>
      found?.untrained === undefined ? [] : scaled(found.untrained, found),
    ),
  );
  const fraction = outcomes.some(({ probes }) => probes[probe] && isFraction(probes[probe]));
  const y = `${probe}, ${metricOf(outcomes, probe)}${fraction ? ', %' : ''}`;
  const dots = document.createElement('div');
  dots.innerHTML = chart({
    title: `${y} by information`,
    x: `held-out information${objectives.length > 1 ? ` of ${objectives[0]}` : ''}, nats`,
    y: settings.length > 0 ? `${y}, by ${settings.join(' · ')}` : y,
    series: [points],
    marks: untrained ? [{ name: 'untrained', value: untrained.mean }] : [],
    dots: true,
  });
  return [dots];
}

/** What `collapsed` and `?` in the table stand for. */
function notesOf(outcomes: readonly TrialOutcome[]): HTMLElement[] {
  const doubts = outcomes.flatMap(({ probes }) =>
    Object.entries(probes).flatMap(([name, { unreliable = [], untrained_unreliable = [] }]) =>
      [...unreliable, ...untrained_unreliable].map((why) => `${name}: ${why}`),
    ),
  );
  const notes = [
    ...(outcomes.some(({ status }) => status === 'collapsed')
      ? ['collapsed: information ended at zero, all embeddings alike.']
      : []),
    ...(doubts.length > 0
      ? [`? not to be trusted, by the probe's own checks. ${[...new Set(doubts)].join('; ')}.`]
      : []),
  ];
  return notes.map((textContent) =>
    Object.assign(document.createElement('p'), { className: 'soft', textContent }),
  );
}

/** `error rate`; `information, nats` */
function metricOf(outcomes: readonly TrialOutcome[], name: string): string {
  const [probe] = outcomes.flatMap(({ probes }) => probes[name] ?? []);
  return [probe?.metric.replaceAll('_', ' '), probe?.unit].filter(Boolean).join(', ');
}

const informationOf = ({ objectives }: TrialOutcome, name = '') => objectives[name]?.mi_nats_heldout ?? null;
const informedOf = (outcome: TrialOutcome) =>
  Object.keys(outcome.objectives).filter((name) => informationOf(outcome, name) !== null);
const number = (value: number | null) => (value === null ? '–' : value.toFixed(3));
const scaled = (value: number, probe: ProbeResult) => (isFraction(probe) ? 100 * value : value);
const measureText = (value: number, probe: ProbeResult) =>
  isFraction(probe) ? `${scaled(value, probe).toFixed(1)} %` : value.toFixed(3);

function probeText(probe: ProbeResult | undefined): string {
  if (!probe) return '–';
  const value = measureText(probe.value, probe) + (isTrusted(probe) ? '' : ' ?');
  if (probe.untrained === undefined) return value;
  const doubted = isTrusted(probe, 'untrained_unreliable') ? '' : ' ?';
  return `${value} (untrained ${measureText(probe.untrained, probe)}${doubted})`;
}

const written = (value: unknown) => (value === undefined ? '–' : formatValue(value as Value, true));
