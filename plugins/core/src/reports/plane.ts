import {
  entryOf,
  isTrusted,
  type ObjectiveResult,
  type Spread,
  spreadOf,
  type TrialResult,
} from '@infomin/plugin';
import { groupBy } from './groups.js';

/** Means over the trials that were measured at a step; 0 is before the training. */
export interface PlanePoint {
  readonly step: number;
  readonly x: Spread;
  readonly y: Spread;
  /** Whether a probe says of a value among them that it is not to be trusted. */
  readonly doubtful: { readonly x: boolean; readonly y: boolean };
}

export interface PlanePath {
  /** What tells it from the others. */
  readonly label: string;
  /** What it begins at: `untrained`, or `after warm`, where that training ended. */
  readonly start: string;
  readonly points: readonly PlanePoint[];
}

export interface Pair {
  readonly x: string;
  readonly y: string;
}

/** A path for each pair of probes, value of the named parameters and training that watches both. */
export function pathsOf(
  trials: readonly TrialResult[],
  pairs: readonly Pair[],
  names: readonly string[],
): PlanePath[] {
  return groupBy(trials, names).flatMap(({ label, done }) =>
    pairs.flatMap((pair) => {
      const stages = new Set(done.flatMap(({ objectives }) => Object.keys(objectives)));
      const paths = [...stages].flatMap((stage) => {
        const path = pathOf(done, stage, pair);
        return path.points.length === 0 ? [] : [{ stage, ...path }];
      });
      return paths.map(({ stage, ...path }) => ({
        label: [
          ...(names.length > 0 ? [label] : []),
          ...(pairs.length > 1 || names.length === 0 ? [pair.x] : []),
          ...(paths.length > 1 ? [stage] : []),
        ].join(' · '),
        ...path,
      }));
    }),
  );
}

function pathOf(
  trials: readonly TrialResult[],
  stage: string,
  { x, y }: Pair,
): Pick<PlanePath, 'start' | 'points'> {
  const starts = new Set<string>();
  const seen = new Map<number, { x: number[]; y: number[]; doubted: Set<string> }>();
  const add = (
    step: number,
    a: number | undefined,
    b: number | undefined,
    doubts: readonly string[] = [],
  ) => {
    if (a === undefined || b === undefined || !Number.isFinite(a) || !Number.isFinite(b)) return;
    const values = seen.get(step) ?? { x: [], y: [], doubted: new Set() };
    seen.set(step, values);
    values.x.push(a);
    values.y.push(b);
    for (const name of doubts) values.doubted.add(name);
  };
  for (const { objectives, probes } of trials) {
    const watched = watchedOf(entryOf(objectives, stage), x, y);
    if (watched.length === 0) continue;
    const before = endBefore(objectives, stage, x, y);
    if (before) {
      starts.add(`after ${before.stage}`);
      add(0, before.end.values[x], before.end.values[y], before.end.unreliable);
    } else {
      starts.add('untrained');
      const doubts = [x, y].filter((name) => !isTrusted(entryOf(probes, name) ?? {}, 'untrained_unreliable'));
      add(0, entryOf(probes, x)?.untrained, entryOf(probes, y)?.untrained, doubts);
    }
    for (const { step, values, unreliable } of watched) add(step, values[x], values[y], unreliable);
  }
  const points = [...seen]
    .sort(([a], [b]) => a - b)
    .map(([step, values]) => ({
      step,
      x: spreadOf(values.x)!,
      y: spreadOf(values.y)!,
      doubtful: { x: values.doubted.has(x), y: values.doubted.has(y) },
    }));
  return { start: [...starts].join(', '), points };
}

/** Where the latest training before `stage` that watched both probes ended. */
function endBefore(objectives: TrialResult['objectives'], stage: string, x: string, y: string) {
  const stages = Object.keys(objectives);
  return stages
    .slice(0, stages.indexOf(stage))
    .flatMap((name) => {
      const end = watchedOf(entryOf(objectives, name), x, y).at(-1);
      return end ? [{ stage: name, end }] : [];
    })
    .at(-1);
}

const watchedOf = (objective: ObjectiveResult | undefined, x: string, y: string) =>
  (objective?.watched ?? []).filter(({ values }) => x in values && y in values);
