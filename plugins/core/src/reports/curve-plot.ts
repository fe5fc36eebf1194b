import { type Spread, spreadOf, type TrialResult } from '@infomin/plugin';
import { groupBy } from './groups.js';
import { type Interval, intervalOf } from './interval.js';
import {
  describeMetric,
  isDoubtful,
  type MetricInfo,
  readMetric,
  type UntrainedSpread,
  untrainedOf,
} from './metrics.js';

/** The trials with one value of the parameter. */
export interface CurvePoint {
  /** The parameter's value. */
  readonly label: string;
  readonly x: Spread;
  readonly y: Spread;
  /** `y` of models as they start. */
  readonly untrained: UntrainedSpread | undefined;
  /** Whether all its trials collapsed, and information is zero there: what training gives where views share nothing. */
  readonly collapsed: boolean;
  /** Whether a probe says of a value among them that it is not to be trusted. */
  readonly doubtful: { readonly x: boolean; readonly y: boolean };
  /** One for each trial. */
  readonly trials: readonly CurveTrial[];
}

export interface CurveTrial {
  readonly seed: number;
  readonly x: number;
  readonly y: number;
}

export interface CurvePlot {
  readonly x: MetricInfo;
  readonly y: MetricInfo;
  /** What the points' labels are values of. */
  readonly along: string;
  readonly points: readonly CurvePoint[];
  /** Indices of the points in the order of their parameter's values; `undefined` where those have none. */
  readonly path: readonly number[] | undefined;
  /** Index of the point with the best mean of y; `undefined` if there are fewer than two. */
  readonly sweetSpot: number | undefined;
  /** Whether there are points with less x and with more x than the sweet spot has. */
  readonly inside: boolean;
  /** By how much the sweet spot is better than the points with the least and the most x, where it is neither. */
  readonly against: readonly Rival[];
  /** Trials that its points are made of. */
  readonly drawn: ReadonlySet<TrialResult>;
}

export interface Rival {
  readonly label: string;
  /** Of the differences of trials of one seed, in the unit of y, more is better; `undefined` where fewer than two seeds are in both. */
  readonly difference: Interval | undefined;
}

/** More is better. */
const scoreOf =
  ({ better }: MetricInfo) =>
  ({ y: { mean } }: CurvePoint) =>
    better === 'lower' ? -mean : mean;

/** Error rates, where they are fractions, are drawn as accuracies: 1 − error. */
function asAccuracy(info: MetricInfo): {
  info: MetricInfo;
  read: (trial: TrialResult) => number | undefined;
} {
  const read = (trial: TrialResult) => readMetric(trial, info.name);
  if (info.metric !== 'error_rate' || !info.fraction) return { info, read };
  return {
    info: {
      ...info,
      metric: 'accuracy',
      words: 'accuracy',
      better: 'higher',
      chances: info.chances.map((chance) => 1 - chance),
    },
    read(trial) {
      const value = read(trial);
      return value === undefined ? undefined : 1 - value;
    },
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
  // Over a parameter as over information: settings where views share nothing collapse, and are points.
  const keeps = isInformation(x.info) || trials.some(({ params }) => metrics.x in params);
  const drawn = new Set<TrialResult>();
  const groups = groupBy(trials, names).flatMap(({ label, params, done, others }) => {
    const collapsed = keeps && done.length === 0 && others.every(isCollapsed);
    const pairs = (collapsed ? others : done).flatMap((trial): CurveTrial[] => {
      const [a, b] = [x.read(trial), y.read(trial)];
      if (a === undefined || b === undefined) return [];
      drawn.add(trial);
      return [{ seed: trial.seed, x: a, y: b }];
    });
    const [across, up] = [spreadOf(pairs.map((pair) => pair.x)), spreadOf(pairs.map((pair) => pair.y))];
    const untrained = untrainedOf(collapsed ? others : done, y.info);
    const doubtful = { x: isDoubtful(done, x.info), y: isDoubtful(done, y.info) };
    return across && up
      ? [
          {
            value: Object.values(params)[0],
            point: { label, x: across, y: up, untrained, collapsed, doubtful, trials: pairs },
          },
        ]
      : [];
  });
  const points: readonly CurvePoint[] = groups.map(({ point }) => point);
  const score = scoreOf(y.info);
  const sweetSpot =
    points.length > 1
      ? points.reduce((best, point, i) => (score(point) > score(points[best]!) ? i : best), 0)
      : undefined;
  const middle = sweetSpot === undefined ? undefined : points[sweetSpot]!.x.mean;
  const inside =
    middle !== undefined && points.some((p) => p.x.mean < middle) && points.some((p) => p.x.mean > middle);
  return {
    x: x.info,
    y: y.info,
    along: names.join(' · '),
    points,
    path: names.length === 1 ? orderOf(groups.map(({ value }) => value)) : undefined,
    sweetSpot,
    inside,
    drawn,
    against: inside ? endsOf(points).map((end) => rival(points[sweetSpot!]!, end, y.info)) : [],
  };
}

const isInformation = ({ metric }: MetricInfo) => metric === 'mi' || metric.startsWith('mi_');
const isCollapsed = ({ status }: TrialResult) => status === 'collapsed';

/** Numbers and ranges have an order, by where they begin; symbols, lists and constructors have none. */
function orderOf(values: readonly unknown[]): number[] | undefined {
  const keys = values.map((value) => {
    const { from }: { from?: unknown } = Object(value);
    return typeof value === 'number' ? value : from;
  });
  if (!keys.every((key): key is number => typeof key === 'number')) return undefined;
  return keys.map((_, i) => i).sort((a, b) => keys[a]! - keys[b]!);
}

/** The points with the least and the most x. */
function endsOf(points: readonly CurvePoint[]): CurvePoint[] {
  const least = points.reduce((a, b) => (b.x.mean < a.x.mean ? b : a));
  return [least, points.reduce((a, b) => (b.x.mean > a.x.mean ? b : a))];
}

function rival(best: CurvePoint, end: CurvePoint, { better }: MetricInfo): Rival {
  const sign = better === 'lower' ? -1 : 1;
  const others = bySeed(end);
  const differences = [...bySeed(best)].flatMap(([seed, value]) => {
    const other = others.get(seed);
    return other === undefined ? [] : [sign * (value - other)];
  });
  return { label: end.label, difference: intervalOf(differences) };
}

/** The mean of y for each seed. */
function bySeed({ trials }: CurvePoint): Map<number, number> {
  const seeds = new Set(trials.map(({ seed }) => seed));
  return new Map(
    [...seeds].map((seed) => {
      const values = trials.filter((trial) => trial.seed === seed).map(({ y }) => y);
      return [seed, spreadOf(values)!.mean];
    }),
  );
}
