import { formatValue, type Value } from '@infomin/plan';
import { isFraction, isTrusted, type ProbeResult } from '@infomin/plugin';
import type { TrialOutcome } from '@infomin/runtime/in-memory';
import { chart } from './chart.js';

/** All runs as a table, and where they measured something and information, as dots. */
export function foundOf(outcomes: readonly TrialOutcome[]): HTMLElement[] {
  const params = [...new Set(outcomes.flatMap(({ params }) => Object.keys(params)))];
  const seeds = new Set(outcomes.map(({ seed }) => seed)).size > 1;
  const objectives = [...new Set(outcomes.flatMap(informedOf))];
  const probes = [...new Set(outcomes.flatMap(({ probes }) => Object.keys(probes)))];
  const head = [
    ...params,
    ...(seeds ? ['seed'] : []),
    ...objectives.map((name) => `${objectives.length > 1 ? `${name}, ` : ''}held out, nats`),
    ...probes.map((name) => `${name}, ${metricOf(outcomes, name)}`),
  ];
  const table = document.createElement('table');
  const row = (cells: readonly string[], kind: 'th' | 'td') => {
    const line = table.insertRow();
    for (const text of cells) line.append(Object.assign(document.createElement(kind), { textContent: text }));
  };
  row(head, 'th');
  for (const outcome of outcomes) {
    row(
      [
        ...params.map((name) => written(outcome.params[name])),
        ...(seeds ? [String(outcome.seed)] : []),
        ...objectives.map((name) => number(informationOf(outcome, name))),
        ...probes.map((name) => probeText(outcome.probes[name])),
      ],
      'td',
    );
  }
  const [objective, probe] = [objectives[0], probes[0]];
  const points = outcomes.flatMap((outcome) => {
    const x = informationOf(outcome, objective);
    const found = probe && outcome.probes[probe];
    return x === null || !found ? [] : [{ x, y: found.value }];
  });
  const told = [table, ...doubtsOf(outcomes)];
  if (points.length < 2) return told;
  const dots = document.createElement('div');
  const y = `${probe}, ${metricOf(outcomes, probe!)}`;
  dots.innerHTML = chart({
    title: `${y} by information`,
    x: `held-out information${objectives.length > 1 ? ` of ${objective}` : ''}, nats`,
    y,
    series: [points],
    dots: true,
  });
  return [...told, dots];
}

/** What `?` in the table stands for. */
function doubtsOf(outcomes: readonly TrialOutcome[]): HTMLElement[] {
  const doubts = outcomes.flatMap(({ probes }) =>
    Object.entries(probes).flatMap(([name, { unreliable = [], untrained_unreliable = [] }]) =>
      [...unreliable, ...untrained_unreliable].map((why) => `${name}: ${why}`),
    ),
  );
  if (doubts.length === 0) return [];
  const textContent = `? not to be trusted, by the probe's own checks. ${[...new Set(doubts)].join('; ')}.`;
  return [Object.assign(document.createElement('p'), { className: 'soft', textContent })];
}

const metricOf = (outcomes: readonly TrialOutcome[], probe: string) =>
  outcomes.map(({ probes }) => probes[probe]?.metric).find((metric) => metric !== undefined) ?? '';
const informationOf = ({ objectives }: TrialOutcome, name = '') => objectives[name]?.mi_nats_heldout ?? null;
const informedOf = (outcome: TrialOutcome) =>
  Object.keys(outcome.objectives).filter((name) => informationOf(outcome, name) !== null);
const number = (value: number | null) => (value === null ? '–' : value.toFixed(3));
const measureText = (value: number, probe: ProbeResult) =>
  isFraction(probe) ? `${(100 * value).toFixed(1)} %` : value.toFixed(3);

function probeText(probe: ProbeResult | undefined): string {
  if (!probe) return '–';
  const value = measureText(probe.value, probe) + (isTrusted(probe) ? '' : ' ?');
  if (probe.untrained === undefined) return value;
  const doubted = isTrusted(probe, 'untrained_unreliable') ? '' : ' ?';
  return `${value} (untrained ${measureText(probe.untrained, probe)}${doubted})`;
}

const written = (value: unknown) => (value === undefined ? '–' : formatValue(value as Value, true));
