import type { ReportImplementation } from '@infomin/plugin';
import { type CurvePlot, plotOf } from './curve-plot.js';
import { type Cell, type Grid, gridHtml, gridText, notesHtml } from './grid.js';
import { sweptParams, trialNotes } from './groups.js';
import {
  doubtNotes,
  formatMetric,
  formatRange,
  formatSpread,
  formatUntrained,
  formatValue,
  type MetricInfo,
} from './metrics.js';

interface CurveArgs {
  readonly x: string;
  readonly y: string;
  readonly along?: string | undefined;
}

function gridOf({ x, y, along, points, sweetSpot }: CurvePlot): Grid {
  // A parameter that points are named by needs no second column.
  const row = <T>(label: T, across: T, up: T) => (x.name === along ? [label, up] : [label, across, up]);
  const foot = (title: string, cell: Cell) =>
    cell.text === '' ? [] : [row({ text: title }, { text: '' }, cell)];
  return {
    head: [row(along, x.name, y.name), row('', formatMetric(x), formatMetric(y))],
    body: points.map((point, i) =>
      row<Cell>(
        { text: point.label },
        { text: formatSpread(point.x, x), doubtful: point.doubtful.x },
        { text: formatSpread(point.y, y), best: i === sweetSpot, doubtful: point.doubtful.y },
      ),
    ),
    foot: [
      ...foot(
        'untrained',
        formatUntrained(
          points.map(({ untrained }) => untrained),
          y,
        ),
      ),
      ...foot('chance', { text: formatRange(y.chances, y) }),
    ],
  };
}

/** What the curve says, in words: claims rest on differences of trials of one seed, never on single trials. */
function verdict({ x, y, along, points, sweetSpot, inside, against }: CurvePlot): string[] {
  if (sweetSpot === undefined) return [];
  const best = points[sweetSpot]!;
  const across = x.name === along ? '' : `, ${x.name} ${formatSpread(best.x, x)}${x.unit && ` ${x.unit}`}`;
  const place = `${along} ${best.label}${across}`;
  const found = `* best mean: ${place}, ${y.name} ${formatSpread(best.y, y)}${y.unit && ` ${y.unit}`}.`;
  if (!inside) return [found, `It lies at an end of the range of ${x.name}: no reverse U in these trials.`];
  const known = against.flatMap(({ label, difference }) => (difference ? [{ label, difference }] : []));
  if (known.length < against.length) {
    return [
      found,
      `It lies inside the range of ${x.name}; ends that share no two seeds with it tell nothing.`,
    ];
  }
  const differences = known.map(({ label, difference: { mean, low, high, n } }) => {
    const like = Math.max(Math.abs(low), Math.abs(high));
    const [by, from, to] = [mean, low, high].map((value) => signed(value, y, like));
    return `${along} ${label} by ${by} [${from}, ${to}], ${n} seeds`;
  });
  const holds = known.every(({ difference }) => difference.low > 0);
  return [
    found,
    `Better than at the ends of the range of ${x.name}, ${differences.join('; ')} (90 % t-intervals of differences paired by seed).`,
    holds
      ? 'Both more and less is worse: a reverse U. The best was chosen by these same trials.'
      : 'An interval holds 0: no reverse U can be told from these trials.',
  ];
}

/** Settings that are drawn though all their trials collapsed. */
function collapseNotes({ along, points, x }: CurvePlot): string[] {
  const labels = points.filter(({ collapsed }) => collapsed).map(({ label }) => label);
  if (labels.length === 0) return [];
  const zero = x.metric === '' ? '' : `: ${x.name} is zero there`;
  return [
    `At ${along} ${labels.join(' and ')} all trials ended with embeddings that are alike${zero}, as where views share nothing.`,
  ];
}

function signed(value: number, info: MetricInfo, like: number): string {
  return `${value < 0 ? '−' : '+'}${formatValue(Math.abs(value), info, like)}`;
}

const implementation: ReportImplementation<CurveArgs> = {
  async build({ trials }, args) {
    const names = args.along ? [args.along] : sweptParams(trials);
    const plot = plotOf(trials, args, names);
    const notes = [
      ...verdict(plot),
      ...doubtNotes([...plot.drawn], [plot.x, plot.y]),
      ...collapseNotes(plot),
      ...trialNotes(trials, names, plot.drawn),
    ];
    const data = {
      x: plot.x,
      y: plot.y,
      along: names,
      points: plot.points,
      sweet_spot: plot.sweetSpot === undefined ? null : plot.points[plot.sweetSpot]!.label,
      inside: plot.inside,
      against: plot.against,
      notes,
    };
    if (plot.points.length === 0) {
      const all = ['No trial has both metrics yet.', ...notes];
      return { text: all.join('\n'), html: notesHtml(all), data };
    }
    const { curveSvg } = await import('./curve-svg.js');
    const grid = gridOf(plot);
    return {
      text: [gridText(grid), ...notes].join('\n'),
      html: curveSvg(plot) + gridHtml(grid) + notesHtml(notes.map((note) => note.replace(/^\* b/, 'B'))),
      data,
    };
  },
};

export default implementation;
