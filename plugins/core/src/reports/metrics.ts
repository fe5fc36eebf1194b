import {
  chancesOf,
  type Doubts,
  entryOf,
  isFraction,
  isTrusted,
  type Spread,
  spreadOf,
  type TrialResult,
} from '@infomin/plugin';
import type { Cell } from './grid.js';

/** How a column or an axis is named, written and judged. */
export interface MetricInfo {
  /** As in the file: `digit`, `nce.mi`. */
  readonly name: string;
  /** `error_rate`, `distance`, `mi`, … */
  readonly metric: string;
  /** The same as people call it: `error rate`, `I_NCE held out`. */
  readonly words: string;
  /** `%`, `px`, `nats`, or nothing. */
  readonly unit: string;
  /** Whether values are fractions, written in `%`. */
  readonly fraction: boolean;
  /** `undefined`: neither is better, as for information. */
  readonly better: 'lower' | 'higher' | undefined;
  /** What one gets without looking at the features: one figure, or several where settings differ in it. */
  readonly chances: readonly number[];
}

/** How values are written. */
type Written = Pick<MetricInfo, 'unit' | 'fraction'>;

/** What a metric is of models as they start. */
export interface UntrainedSpread extends Spread {
  /** Left out where it is to be trusted. */
  readonly doubtful?: true;
}

/** The same over the seeds; `undefined` where it was not measured. */
export function untrainedOf(trials: readonly TrialResult[], info: MetricInfo): UntrainedSpread | undefined {
  const { name, metric } = info;
  const bySeed = new Map<number, number[]>();
  for (const { seed, probes } of trials) {
    const result = entryOf(probes, name);
    if (result?.untrained === undefined) continue;
    const value = metric === result.metric ? result.untrained : 1 - result.untrained;
    bySeed.set(seed, [...(bySeed.get(seed) ?? []), value]);
  }
  const spread = spreadOf([...bySeed.values()].map((values) => spreadOf(values)!.mean));
  return (
    spread && (isDoubtful(trials, info, 'untrained_unreliable') ? { ...spread, doubtful: true } : spread)
  );
}

/** `38.1 ± 0.8` where all that are given are that, else `37.2 to 60.4`. */
export function formatUntrained(found: readonly (UntrainedSpread | undefined)[], info: Written): Cell {
  const doubtful = found.some((spread) => spread?.doubtful === true);
  const texts = new Set(found.flatMap((spread) => (spread ? formatSpread(spread, info) : [])));
  const means = found.flatMap((spread) => spread?.mean ?? []);
  if (texts.size <= 1) return { text: [...texts][0] ?? '', doubtful };
  return { text: formatRange(means, info), doubtful };
}

/** One figure where all are written alike, else the lowest and the highest, with the decimals of the larger; nothing of none. */
export function formatRange(values: readonly number[], info: Written): string {
  if (values.length === 0) return '';
  const like = Math.max(...values.map(Math.abs));
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) =>
    formatValue(value, info, like),
  );
  return low === high ? low! : `${low} to ${high}`;
}

/** Metrics of an objective, `objective.metric`, as results call them. */
const ofObjectives = {
  mi: { key: 'mi_nats', unit: 'nats', better: undefined },
  mi_heldout: { key: 'mi_nats_heldout', unit: 'nats', better: undefined },
  mi_fresh_critic: { key: 'mi_nats_fresh_critic', unit: 'nats', better: undefined },
  ceiling: { key: 'ceiling_nats', unit: 'nats', better: undefined },
  loss: { key: 'loss', unit: '', better: 'lower' },
} as const;

function objectiveMetric(name: string) {
  const dot = name.lastIndexOf('.');
  const metric = name.slice(dot + 1);
  if (dot < 0 || !(metric in ofObjectives)) return undefined;
  return { objective: name.slice(0, dot), metric, ...ofObjectives[metric as keyof typeof ofObjectives] };
}

/** A trial's value of a probe, of an objective's metric or of a parameter; `undefined` where it has none or it is no number. */
export function readMetric(trial: TrialResult, name: string): number | undefined {
  const of = objectiveMetric(name);
  const given = trial.params[name];
  if (typeof given === 'number') return given;
  const value = of ? entryOf(trial.objectives, of.objective)?.[of.key] : entryOf(trial.probes, name)?.value;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Whether a metric is the value of a probe that is not to be trusted in one of the trials. */
export function isDoubtful(trials: readonly TrialResult[], { name }: MetricInfo, which?: Doubts): boolean {
  return trials.some(({ probes }) => !isTrusted(entryOf(probes, name) ?? {}, which));
}

/** A sentence for each metric that is not to be trusted somewhere, as tables mark it. */
export function doubtNotes(trials: readonly TrialResult[], metrics: readonly MetricInfo[]): string[] {
  return [...new Set(metrics.map(({ name }) => name))].flatMap((name) => {
    const measured = trials.flatMap(({ probes }) => entryOf(probes, name) ?? []);
    return (['unreliable', 'untrained_unreliable'] satisfies Doubts[]).flatMap((which) => {
      const reasons = measured.flatMap((probe) => probe[which]?.slice(0, 1) ?? []);
      if (reasons.length === 0) return [];
      const what = which === 'unreliable' ? name : `${name}, untrained,`;
      const of = measured.length === 1 ? 'trial' : 'trials';
      const others = reasons.length > 1 ? ', for one' : '';
      return [
        `? ${what} is not to be trusted in ${reasons.length} of ${measured.length} ${of}${others}: ${reasons[0]}.`,
      ];
    });
  });
}

/** What is known of a metric from trials that have it. */
export function describeMetric(trials: readonly TrialResult[], name: string): MetricInfo {
  const plain = {
    name,
    metric: '',
    words: '',
    unit: '',
    fraction: false,
    better: undefined,
    chances: [],
  };
  const of = objectiveMetric(name);
  if (of) {
    const { information, sum } = informationOf(trials, of.objective);
    const words = wordsOf(of.metric, information) + (of.unit === 'nats' ? sum : '');
    return { ...plain, metric: of.metric, words, unit: of.unit, better: of.better };
  }
  if (trials.some(({ params }) => name in params)) return plain;
  const [first] = trials.flatMap((trial) => entryOf(trial.probes, name) ?? []);
  if (!first) return plain;
  const fraction = isFraction(first);
  return {
    name,
    metric: first.metric,
    words: first.metric.replaceAll('_', ' '),
    unit: fraction ? '%' : (first.unit ?? ''),
    fraction,
    better: first.better,
    chances: [...new Set(chancesOf(trials, name))],
  };
}

/** What an objective's information is called: its term's constructor, `I_NCE`; and `, sum of 2` where it has several terms. */
function informationOf(trials: readonly TrialResult[], objective: string) {
  const terms = trials.map(
    (trial) => entryOf(trial.objectives, objective)?.terms?.filter(({ information }) => information) ?? [],
  );
  const names = new Set(terms.flat().map(({ term }) => term.replace(/ \d+$/, '')));
  const count = Math.max(0, ...terms.map(({ length }) => length));
  return {
    information: [...names].join(' + ') || 'information',
    sum: count > 1 ? `, sum of ${count}` : '',
  };
}

function wordsOf(metric: string, information: string): string {
  if (metric === 'mi') return information;
  if (metric === 'mi_heldout') return `${information} held out`;
  return metric === 'mi_fresh_critic' ? `${information} by a fresh critic` : metric;
}

/** `error rate, %` */
export function formatMetric({ words, unit }: Pick<MetricInfo, 'words' | 'unit'>): string {
  return [words, unit].filter((part) => part !== '').join(', ');
}

/** Below 0.1 what three significant digits take; else one decimal for percent and from ten on, else two. */
function decimalsOf(size: number, unit: string): number {
  if (size > 0 && size < 0.1) return 2 - Math.floor(Math.log10(size));
  return unit === '%' || size >= 10 ? 1 : 2;
}

/** A value in the unit of its column, percent for fractions; with the decimals that suit it, or `like` another value. */
export function formatValue(value: number, { unit, fraction }: Written, like = value): string {
  const scale = fraction ? 100 : 1;
  const size = Math.abs(scale * like);
  if (size > 0 && size < 1e-4) return value === 0 ? '0' : (scale * value).toExponential(2);
  return (scale * value).toFixed(decimalsOf(size, unit));
}

/** A value at an axis, with more decimals where ticks lie closer than {@link formatValue} tells apart. */
export function formatTick(value: number, info: Written): string {
  const usual = formatValue(value, info);
  const exact = Number((info.fraction ? 100 * value : value).toPrecision(6));
  return Number(usual) === exact ? usual : String(exact);
}

/** `16.8 ± 0.4` */
export function formatSpread({ mean, std }: Spread, info: Written): string {
  if (std === null) return formatValue(mean, info);
  // A small mean that is nothing beside its deviation needs no digits of its own.
  const like = Math.abs(mean) < std ? std : mean;
  return `${formatValue(mean, info, like)} ± ${formatValue(std, info, like)}`;
}
