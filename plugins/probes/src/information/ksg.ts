import { type Random, spreadOf } from '@infomin/plugin';
import { eachRow } from '../fit/each-row.js';
import { type Pairs, pairsOf } from './rows-of.js';

/**
 * Mutual information in nats from the distances of k-th nearest neighbours in the largest norm: Kraskov, Stögbauer and
 * Grassberger 2004, estimator 1, `ψ(k) + ψ(N) − mean(ψ(n_a + 1) + ψ(n_b + 1))`. Every pair of rows is looked at: O(N² D).
 * Throws the signal's reason where it aborts.
 */
export async function ksg({ a, b }: Pairs, k: number, signal: AbortSignal): Promise<number> {
  const { rows } = a;
  const digamma = digammas(rows);
  const [apartA, apartB] = [new Float64Array(rows), new Float64Array(rows)];
  const nearest = new Float64Array(k);
  let sum = 0;
  await eachRow(rows, signal, (row) => {
    nearest.fill(Number.POSITIVE_INFINITY);
    for (let other = 0; other < rows; other++) {
      if (other === row) continue;
      const distanceA = largestDifference(a.data, a.columns, row, other);
      const distanceB = largestDifference(b.data, b.columns, row, other);
      apartA[other] = distanceA;
      apartB[other] = distanceB;
      const distance = Math.max(distanceA, distanceB);
      if (distance >= nearest[k - 1]!) continue;
      let at = k - 1;
      while (at > 0 && nearest[at - 1]! > distance) {
        nearest[at] = nearest[at - 1]!;
        at--;
      }
      nearest[at] = distance;
    }
    const radius = nearest[k - 1]!;
    let [nearA, nearB] = [0, 0];
    for (let other = 0; other < rows; other++) {
      if (other === row) continue;
      if (apartA[other]! < radius) nearA++;
      if (apartB[other]! < radius) nearB++;
    }
    sum += digamma[nearA + 1]! + digamma[nearB + 1]!;
  });
  return digamma[k]! + digamma[rows]! - sum / rows;
}

export interface KsgEstimate {
  readonly value: number;
  /** Standard error: parts of the rows tell the variance, which goes down as 1 / N (Holmes and Nemenman 2019). */
  readonly error: number;
}

const PARTS = 10;
/** Rows of a part for each neighbour; in fewer, what parts find hardly varies, and the error comes out too small. */
const ROWS_PER_NEIGHBOUR = 5;

export async function ksgWithError(
  pairs: Pairs,
  k: number,
  random: Random,
  signal: AbortSignal,
): Promise<KsgEstimate> {
  const order = random.fork('parts').permutation(pairs.a.rows);
  const size = Math.floor(order.length / PARTS);
  const values: number[] = [];
  for (let part = 0; part < PARTS; part++) {
    const rows = order.subarray(part * size, (part + 1) * size);
    values.push(await ksg(pairsOf(pairs, rows), k, signal));
  }
  return { value: await ksg(pairs, k, signal), error: spreadOf(values)!.std! / Math.sqrt(PARTS) };
}

/** Fewest rows whose parts tell the error. */
export const fewestRows = (k: number): number => PARTS * ROWS_PER_NEIGHBOUR * k;

/** Whether a pair is there twice: then there is no density, and neighbours at no distance tell too much. */
export function repeats({ a, b }: Pairs): boolean {
  const of = ({ columns, data }: typeof a, row: number) =>
    data.subarray(row * columns, (row + 1) * columns).join();
  return new Set(Array.from({ length: a.rows }, (_, row) => `${of(a, row)};${of(b, row)}`)).size < a.rows;
}

function largestDifference(data: Float32Array, columns: number, row: number, other: number): number {
  let most = 0;
  for (let i = row * columns, j = other * columns, end = i + columns; i < end; i++, j++) {
    const difference = Math.abs(data[i]! - data[j]!);
    if (difference > most) most = difference;
  }
  return most;
}

/** ψ of whole numbers, by place; ψ(0) is not there. */
function digammas(last: number): Float64Array {
  const values = new Float64Array(last + 1);
  values[1] = -0.5772156649015329;
  for (let n = 1; n < last; n++) values[n + 1] = values[n]! + 1 / n;
  return values;
}
