import { isFraction, type ProbeResult } from '@infomin/plugin';
import type { TrialOutcome } from '@infomin/runtime/in-memory';
import { chart } from './chart.js';

/** All runs as a table, and where they measured something and information, as dots. */
export function foundOf(outcomes: readonly TrialOutcome[]): HTMLElement[] {
  const params = [...new Set(outcomes.flatMap(({ params }) => Object.keys(params)))];
  const probes = [...new Set(outcomes.flatMap(({ probes }) => Object.keys(probes)))];
  const head = [...params, 'held out, nats', ...probes.map((name) => `${name}, ${metricOf(outcomes, name)}`)];
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
        number(informationOf(outcome)),
        ...probes.map((name) => {
          const probe = outcome.probes[name];
          if (!probe) return '–';
          const untrained =
            probe.untrained === undefined ? '' : ` (untrained ${measureText(probe.untrained, probe)})`;
          return `${measureText(probe.value, probe)}${untrained}`;
        }),
      ],
      'td',
    );
  }
  const [probe] = probes;
  const points = outcomes.flatMap((outcome) => {
    const [x, found] = [informationOf(outcome), probe && outcome.probes[probe]];
    return x === null || !found ? [] : [{ x, y: found.value }];
  });
  if (points.length < 2) return [table];
  const dots = document.createElement('div');
  const y = `${probe}, ${metricOf(outcomes, probe!)}`;
  dots.innerHTML = chart({
    title: `${y} by information`,
    x: 'held-out information, nats',
    y,
    points,
    dots: true,
  });
  return [table, dots];
}

const metricOf = (outcomes: readonly TrialOutcome[], probe: string) =>
  outcomes.map(({ probes }) => probes[probe]?.metric).find((metric) => metric !== undefined) ?? '';
const informationOf = ({ objectives }: TrialOutcome) => Object.values(objectives)[0]?.mi_nats_heldout ?? null;
const number = (value: number | null) => (value === null ? '–' : value.toFixed(3));
const measureText = (value: number, probe: ProbeResult) =>
  isFraction(probe) ? `${(100 * value).toFixed(1)} %` : value.toFixed(3);

function written(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  if (typeof value === 'object' && value !== null && 'symbol' in value) return `.${value.symbol}`;
  return String(value ?? '–');
}
