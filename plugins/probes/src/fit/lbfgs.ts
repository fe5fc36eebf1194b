import { type LinePoint, strongWolfe } from './line-search.js';

/** A smooth function and its gradient, `[P]`, at one place. */
export interface Evaluation {
  readonly value: number;
  readonly gradient: Float64Array;
}

export interface MinimizeOptions {
  readonly maxIterations: number;
  /** Ends when no entry of the gradient is larger than this. */
  readonly tolerance: number;
  /** How many steps the curvature is remembered from. */
  readonly memory?: number;
  /** Relative rounding error of a value: about 1e-7 where it is computed in float32. */
  readonly precision?: number;
}

export interface Minimum extends Evaluation {
  readonly x: Float64Array;
  readonly iterations: number;
  readonly evaluations: number;
  /** Whether the gradient fell under the tolerance. */
  readonly converged: boolean;
}

interface Correction {
  readonly s: Float64Array;
  readonly y: Float64Array;
  readonly rho: number;
}

interface Point extends LinePoint, Evaluation {
  readonly x: Float64Array;
}

/** After so many steps that better neither the value nor the gradient, what is left is rounding. */
const patience = 10;

/**
 * Minimises a smooth function by L-BFGS with a strong Wolfe line search, in float64 (Liu & Nocedal, "On the limited
 * memory BFGS method for large scale optimization", 1989). It also ends where no step lowers the value any more.
 */
export async function minimize(
  objective: (x: Float64Array) => Promise<Evaluation>,
  start: Float64Array,
  { maxIterations, tolerance, memory = 10, precision = Number.EPSILON }: MinimizeOptions,
): Promise<Minimum> {
  let x = start;
  let { value, gradient } = await objective(x);
  let evaluations = 1;
  let iterations = 0;
  let corrections: Correction[] = [];
  let lowest = value;
  let flattest = largest(gradient);
  let stalled = 0;

  while (iterations < maxIterations && largest(gradient) > tolerance && stalled < patience) {
    const direction = descent(gradient, corrections);
    const from = { step: 0, value, slope: dot(gradient, direction) };
    const first = corrections.length > 0 ? 1 : Math.min(1, 1 / Math.sqrt(dot(gradient, gradient)));
    const along = async (step: number): Promise<Point> => {
      const place = x.map((xi, i) => xi + step * direction[i]!);
      const found = await objective(place);
      evaluations++;
      return { ...found, step, slope: dot(found.gradient, direction), x: place };
    };
    const noise = 2 * precision * Math.abs(value);
    const next = await strongWolfe(from, first, along, {
      decrease: 1e-4,
      curvature: 0.9,
      noise,
      maxEvaluations: 20,
    });
    if (next === undefined) {
      if (corrections.length === 0) break;
      corrections = [];
      continue;
    }
    iterations++;
    const s = next.x.map((xi, i) => xi - x[i]!);
    const y = next.gradient.map((gi, i) => gi - gradient[i]!);
    const sy = dot(s, y);
    if (sy > Number.EPSILON * dot(y, y)) {
      corrections.push({ s, y, rho: 1 / sy });
      if (corrections.length > memory) corrections.shift();
    }
    ({ x, value, gradient } = next);

    const better = value < lowest - noise || largest(gradient) < flattest;
    stalled = better ? 0 : stalled + 1;
    lowest = Math.min(lowest, value);
    flattest = Math.min(flattest, largest(gradient));
  }
  return { x, value, gradient, iterations, evaluations, converged: largest(gradient) <= tolerance };
}

/** Minus the inverse Hessian's estimate times the gradient: the two-loop recursion. */
function descent(gradient: Float64Array, corrections: readonly Correction[]): Float64Array {
  const q = gradient.map((g) => -g);
  const alphas: number[] = [];
  for (let k = corrections.length - 1; k >= 0; k--) {
    const { s, y, rho } = corrections[k]!;
    alphas[k] = rho * dot(s, q);
    add(q, -alphas[k]!, y);
  }
  const last = corrections.at(-1);
  if (last !== undefined) {
    const scale = 1 / (last.rho * dot(last.y, last.y));
    for (let i = 0; i < q.length; i++) q[i]! *= scale;
  }
  corrections.forEach(({ s, y, rho }, k) => {
    add(q, alphas[k]! - rho * dot(y, q), s);
  });
  return q;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function add(to: Float64Array, factor: number, what: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i]! += factor * what[i]!;
}

/** The largest magnitude. */
export function largest(a: Float64Array): number {
  let most = 0;
  for (const value of a) most = Math.max(most, Math.abs(value));
  return most;
}
