import { type Engine, type Nested, type Random, studentQuantile } from '@infomin/plugin';
import type { Matrix } from '../probes/operands.js';
import { CriticFits, type FitSettings, type Fitted, type ReadOut } from './fit.js';
import { type Pairs, pairsOf, rowsOf } from './rows-of.js';

export interface ProtocolSettings extends FitSettings {
  readonly seeds: number;
  /** Whether pairs of independent rows are asked, too. */
  readonly additivity: boolean;
}

/** What an estimator says after the protocol, all in nats. */
export interface Estimate {
  /** The estimator's name. */
  readonly estimator: string;
  /** Extrapolated in the number of rows. */
  readonly value: number;
  /** Of 90 % over seeds and draws; what critics cannot learn is not in it. */
  readonly interval: readonly [low: number, high: number];
  /** As it was measured with all rows, with half of them, and on the rows that critics learned from: means over the seeds. */
  readonly measured: { readonly all: number; readonly half: number; readonly learned: number };
  /** With pairs that were drawn apart. */
  readonly zero: number;
  /** Of two rows at once, which share twice as much as one; `null` where that was not asked. */
  readonly twice: number | null;
  /** The most that it can say, where there is such. */
  readonly ceiling: number | null;
  /** Why it is not to be trusted; empty where it is. */
  readonly unreliable: readonly string[];
}

/** Of the rows that critics may learn from: what they are stopped by. */
const HELD = 0.2;
/** What is left of a bias that goes down as 1 / √N, where 1 / N was extrapolated: the multiple of what that added. */
const SLOWLY = Math.SQRT2;
/** What is left of a rise that goes down as 1 / steps, where the last quarter of the steps added some: the multiple of that. */
const STEPS_LEFT = 3;
/** Nats within which a check passes, whatever the interval. */
const TOLERANCE = 0.1;

/**
 * After Abdelaleem, Martini and Nemenman 2025: critics are stopped at the maximum on held-out rows; the estimate, of rows that no
 * critic saw, is extrapolated in 1 / N from all rows and half of them; its interval is of seeds and draws, widened by half of
 * what was extrapolated, and up to what critics find in the rows that they learned from and what more steps would add; the same must find nothing where pairs are
 * drawn apart and, if asked for, twice as much in two rows at once.
 */
export async function estimateBy(
  engine: Engine,
  estimator: Nested<'term'>,
  train: Pairs,
  test: Pairs,
  settings: ProtocolSettings,
  random: Random,
  signal: AbortSignal,
): Promise<Estimate> {
  const half = Math.floor(train.a.rows / 2);
  const batch = Math.min(settings.batch, Math.floor(half * (1 - HELD)));
  const fits = await CriticFits.open(engine, estimator, train, { ...settings, batch });
  try {
    const fit = (pairs: Pairs, asked: Pairs, rows: number, seed: Random): Promise<Fitted> => {
      const order = seed.fork('split').permutation(pairs.a.rows).subarray(0, rows);
      const held = Math.floor(rows * HELD);
      const [learned, stops] = [order.subarray(held), order.subarray(0, held)];
      return fits.fit(pairsOf(pairs, learned), pairsOf(pairs, stops), asked, seed, signal);
    };
    const all: Fitted[] = [];
    const halves: Fitted[] = [];
    for (let seed = 0; seed < settings.seeds; seed++) {
      all.push(await fit(train, test, train.a.rows, random.fork('all').at(seed)));
      halves.push(await fit(train, test, half, random.fork('half').at(seed)));
    }
    const apart = random.fork('apart');
    const zero = await fit(shuffled(train, apart), shuffled(test, apart), train.a.rows, random.fork('zero'));
    const twice = settings.additivity
      ? await twiceBy(engine, estimator, train, test, settings, random.fork('twice'), signal)
      : undefined;
    return judged(estimator, all, halves, zero, twice);
  } finally {
    fits.dispose();
  }
}

/** What a critic of two independent rows at once finds: it has half as many rows, of twice the entries. */
async function twiceBy(
  ...[engine, estimator, train, test, settings, random, signal]: Parameters<typeof estimateBy>
): Promise<Fitted> {
  const [learned, asked] = [sideBySide(train, random.fork('train')), sideBySide(test, random.fork('test'))];
  const held = Math.floor(learned.a.rows * HELD);
  const batch = Math.min(settings.batch, learned.a.rows - held);
  const fits = await CriticFits.open(engine, estimator, learned, { ...settings, batch });
  try {
    const rows = Int32Array.from({ length: learned.a.rows }, (_, row) => row);
    const [rest, stops] = [pairsOf(learned, rows.subarray(held)), pairsOf(learned, rows.subarray(0, held))];
    return await fits.fit(rest, stops, asked, random, signal);
  } finally {
    fits.dispose();
  }
}

/** Two drawn rows in each row of both variables. */
function sideBySide(pairs: Pairs, random: Random): Pairs {
  const order = random.permutation(pairs.a.rows);
  const rows = Math.floor(order.length / 2);
  const joined = ({ columns, data }: Matrix): Matrix => {
    const out = new Float32Array(rows * 2 * columns);
    for (const [i, row] of order.subarray(0, 2 * rows).entries())
      out.set(data.subarray(row * columns, (row + 1) * columns), i * columns);
    return { rows, columns: 2 * columns, data: out };
  };
  return { a: joined(pairs.a), b: joined(pairs.b) };
}

/** What fits on all rows and on half of them, on pairs drawn apart and on two rows at once say together. */
export function judged(
  { id, implementation, args }: Nested<'term'>,
  all: readonly Fitted[],
  halves: readonly Fitted[],
  zero: ReadOut,
  twice: ReadOut | undefined,
): Estimate {
  const seeds = all.length;
  const [a, h] = [meanOf(all), meanOf(halves)];
  const learned = all.reduce((sum, fitted) => sum + fitted.learned, 0) / seeds;
  const rising = all.reduce((sum, fitted) => sum + fitted.rising, 0) / seeds;
  const value = 2 * a - h;
  const freedom = 2 * (seeds - 1);
  const variance = (squaresAbout(all, a) + squaresAbout(halves, h)) / freedom;
  const drawn = Math.max(...all.map(({ error }) => error));
  const spread = studentQuantile(freedom) * Math.sqrt((5 * variance) / seeds) + 1.645 * drawn;
  const [low, high] = [
    value - spread - Math.abs(value - a) / 2,
    Math.max(value + SLOWLY * Math.abs(value - a), learned) + spread + STEPS_LEFT * rising,
  ];
  const ceiling = implementation!.ceiling?.(args, all[0]!.rows) ?? null;
  const told = (nats: number) => `${nats.toFixed(2)} nats`;
  const reasons: string[] = [];
  if (![low, high, zero.value].every(Number.isFinite)) reasons.push('an estimate is not a finite number');
  if (zero.value > TOLERANCE + 1.645 * zero.error)
    reasons.push(`it finds ${told(zero.value)} in pairs that were drawn apart`);
  if (ceiling !== null && a > ceiling - 1)
    reasons.push(`it is within a nat of its ceiling of ${told(ceiling)}`);
  if (Math.abs(value - a) > 2 * TOLERANCE)
    reasons.push(`it goes from ${told(h)} to ${told(a)} with twice the rows: there are too few`);
  if (learned - a > (learned > 2 * a ? TOLERANCE : 2 * TOLERANCE))
    reasons.push(
      `it finds ${told(learned)} in rows that it learned from, ${told(a)} in others: there are too few`,
    );
  if (rising > TOLERANCE) reasons.push(`it still rose by ${told(rising)} in the last quarter of its steps`);
  if (twice) {
    const margin = 2 * TOLERANCE + 1.645 * twice.error;
    if (twice.value < 2 * low - margin || twice.value > 2 * high + margin)
      reasons.push(`it finds ${told(twice.value)} in two rows at once, where one has ${told(value)}`);
  }
  if (high - low > 1) reasons.push(`its interval is ${told(low)} to ${told(high)}`);
  return {
    estimator: id.slice(id.lastIndexOf('/') + 1),
    value,
    interval: [low, high],
    measured: { all: a, half: h, learned },
    zero: zero.value,
    twice: twice?.value ?? null,
    ceiling,
    unreliable: reasons,
  };
}

const meanOf = (reads: readonly ReadOut[]): number =>
  reads.reduce((sum, { value }) => sum + value, 0) / reads.length;

const squaresAbout = (reads: readonly ReadOut[], mean: number): number =>
  reads.reduce((sum, { value }) => sum + (value - mean) ** 2, 0);

function shuffled(pairs: Pairs, random: Random): Pairs {
  const order = random.permutation(pairs.b.rows);
  return { a: pairs.a, b: rowsOf(pairs.b, order) };
}
