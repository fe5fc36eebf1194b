import type { TrialResult } from '@infomin/plugin';
import { groupBy } from './groups.js';
import { describeMetric, type MetricInfo, readMetric } from './metrics.js';
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

/** More is better. */
const scoreOf =
  ({ better }: MetricInfo) =>
  ({ y: { mean } }: CurvePoint) =>
    better === 'lower' ? -mean : mean;

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

/** The metric `y` over the metric `x`, a point for each value of the named parameters. */
export function plotOf(
  trials: readonly TrialResult[],
  metrics: { readonly x: string; readonly y: string },
  names: readonly string[],
): CurvePlot {
  const x = asAccuracy(describeMetric(trials, metrics.x));
  const y = asAccuracy(describeMetric(trials, metrics.y));
  const points = groupBy(trials, names).flatMap(({ label, done }): CurvePoint[] => {
    const pairs = done.flatMap((trial): (readonly [number, number])[] => {
      const [a, b] = [x.read(trial), y.read(trial)];
      return a === undefined || b === undefined ? [] : [[a, b]];
    });
    const [across, up] = [spreadOf(pairs.map(([a]) => a)), spreadOf(pairs.map(([, b]) => b))];
    return across && up ? [{ label, x: across, y: up, trials: pairs }] : [];
  });
  const score = scoreOf(y.info);
  const sweetSpot =
    points.length > 1
      ? points.reduce((best, point, i) => (score(point) > score(points[best]!) ? i : best), 0)
      : undefined;
  const middle = sweetSpot === undefined ? undefined : points[sweetSpot]!.x.mean;
  const inside =
    middle !== undefined && points.some((p) => p.x.mean < middle) && points.some((p) => p.x.mean > middle);
  return { x: x.info, y: y.info, along: names.join(' · '), points, sweetSpot, inside };
}

/**
 * Whether the sweet spot is better than the best on either side of it by more than the seeds differ, one standard
 * deviation of the difference; `undefined` where a place was measured once.
 */
export function beyondSpread({ points, sweetSpot, y }: CurvePlot): boolean | undefined {
  const best = points[sweetSpot!]!;
  const score = scoreOf(y);
  const sides = [
    points.filter((point) => point.x.mean < best.x.mean),
    points.filter((point) => point.x.mean > best.x.mean),
  ];
  const rivals = sides.map((side) => side.reduce((a, b) => (score(b) > score(a) ? b : a)));
  if ([best, ...rivals].some((point) => point.y.std === null)) return undefined;
  return rivals.every((rival) => score(best) - score(rival) > Math.hypot(best.y.std!, rival.y.std!));
}
