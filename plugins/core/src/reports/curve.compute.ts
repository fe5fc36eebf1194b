import type { ArgsOf, ReportImplementation, TrialResult } from '@infomin/plugin';
import type { curve } from './curve.js';
import { type Grid, gridHtml, gridText, notesHtml } from './grid.js';
import { groupBy, sweptParams, trialNotes } from './groups.js';
import {
  describeMetric,
  formatMetric,
  formatSpread,
  formatValue,
  type MetricInfo,
  readMetric,
} from './metrics.js';
import { type Spread, spreadOf } from './spread.js';

/** The trials with one value of the parameter. */
export interface CurvePoint {
  /** The parameter's value. */
  readonly label: string;
  readonly x: Spread;
  readonly y: Spread;
  /** One `[x, y]` for each trial. */
  readonly trials: readonly (readonly [number, number])[];
}

export interface CurvePlot {
  readonly x: MetricInfo;
  readonly y: MetricInfo;
  /** What the points' labels are values of. */
  readonly along: string;
  readonly points: readonly CurvePoint[];
  /** Index of the point with the best mean of y; `undefined` if there are fewer than two. */
  readonly sweetSpot: number | undefined;
  /** Whether there are points with less x and with more x than the sweet spot has. */
  readonly inside: boolean;
}

/** Error rates are drawn as accuracies: 1 − error. */
function asAccuracy(info: MetricInfo): {
  info: MetricInfo;
  read: (trial: TrialResult) => number | undefined;
} {
  const read = (trial: TrialResult) => readMetric(trial, info.name);
  if (info.metric !== 'error_rate') return { info, read };
  const turned = (value: number | undefined) => (value === undefined ? undefined : 1 - value);
  return {
    info: { ...info, metric: 'accuracy', better: 'higher', chance: turned(info.chance) },
    read: (trial) => turned(read(trial)),
  };
}

function plotOf(
  trials: readonly TrialResult[],
  args: ArgsOf<typeof curve>,
  names: readonly string[],
): CurvePlot {
  const x = asAccuracy(describeMetric(trials, args.x));
  const y = asAccuracy(describeMetric(trials, args.y));
  const points = groupBy(trials, names).flatMap(({ label, done }): CurvePoint[] => {
    const pairs = done.flatMap((trial): (readonly [number, number])[] => {
      const [a, b] = [x.read(trial), y.read(trial)];
      return a === undefined || b === undefined ? [] : [[a, b]];
    });
    const [across, up] = [spreadOf(pairs.map(([a]) => a)), spreadOf(pairs.map(([, b]) => b))];
    return across && up ? [{ label, x: across, y: up, trials: pairs }] : [];
  });
  const score = ({ y: { mean } }: CurvePoint) => (y.info.better === 'lower' ? -mean : mean);
  const sweetSpot =
    points.length > 1
      ? points.reduce((best, point, i) => (score(point) > score(points[best]!) ? i : best), 0)
      : undefined;
  const middle = sweetSpot === undefined ? undefined : points[sweetSpot]!.x.mean;
  const inside =
    middle !== undefined && points.some((p) => p.x.mean < middle) && points.some((p) => p.x.mean > middle);
  return { x: x.info, y: y.info, along: names.join(' · '), points, sweetSpot, inside };
}

function gridOf({ x, y, along, points, sweetSpot }: CurvePlot): Grid {
  return {
    head: [
      [along, x.name, y.name],
      ['', formatMetric(x), formatMetric(y)],
    ],
    body: points.map((point, i) => [
      { text: point.label },
      { text: formatSpread(point.x, x) },
      { text: formatSpread(point.y, y), best: i === sweetSpot },
    ]),
    foot:
      y.chance === undefined ? [] : [[{ text: 'chance' }, { text: '' }, { text: formatValue(y.chance, y) }]],
  };
}

/**
 * Whether the sweet spot is better than the best on either side of it by more than the seeds differ, one standard
 * deviation of the difference; `undefined` where a place was measured once.
 */
function beyondSpread({ points, sweetSpot, y }: CurvePlot): boolean | undefined {
  const best = points[sweetSpot!]!;
  const score = ({ y: { mean } }: CurvePoint) => (y.better === 'lower' ? -mean : mean);
  const sides = [
    points.filter((point) => point.x.mean < best.x.mean),
    points.filter((point) => point.x.mean > best.x.mean),
  ];
  const rivals = sides.map((side) => side.reduce((a, b) => (score(b) > score(a) ? b : a)));
  if ([best, ...rivals].some((point) => point.y.std === null)) return undefined;
  return rivals.every((rival) => score(best) - score(rival) > Math.hypot(best.y.std!, rival.y.std!));
}

const certainty = (beyond: boolean | undefined) =>
  beyond === undefined ? ', as far as single trials tell' : beyond ? '' : ', but by less than trials differ';

/** What the curve says, in words. */
function verdict(plot: CurvePlot): string[] {
  const { x, y, along, points, sweetSpot, inside } = plot;
  if (sweetSpot === undefined) return [];
  const best = points[sweetSpot]!;
  const place = `${along} ${best.label}, ${x.name} ${formatSpread(best.x, x)}${x.unit && ` ${x.unit}`}`;
  return [
    `* sweet spot: ${place}, ${y.name} ${formatSpread(best.y, y)}${y.unit && ` ${y.unit}`}.`,
    inside
      ? `It lies inside the range of ${x.name}: both more and less of it is worse${certainty(beyondSpread(plot))}.`
      : `It lies at an end of the range of ${x.name}: no reverse U in these trials.`,
  ];
}

const implementation: ReportImplementation = {
  async build({ trials }, args: ArgsOf<typeof curve>) {
    const names = args.along ? [args.along] : sweptParams(trials);
    const plot = plotOf(trials, args, names);
    const notes = [...verdict(plot), ...trialNotes(trials, names)];
    const data = {
      x: plot.x,
      y: plot.y,
      along: names,
      points: plot.points,
      sweet_spot: plot.sweetSpot === undefined ? null : plot.points[plot.sweetSpot]!.label,
      inside: plot.inside,
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
      html: curveSvg(plot) + gridHtml(grid) + notesHtml(notes.map((note) => note.replace(/^\* s/, 'S'))),
      data,
    };
  },
};

export default implementation;
