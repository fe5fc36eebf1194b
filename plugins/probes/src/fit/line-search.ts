/** A function along a line, at one step length. */
export interface LinePoint {
  readonly step: number;
  readonly value: number;
  /** The derivative along the line. */
  readonly slope: number;
}

export interface LineSearchOptions {
  /** Sufficient decrease, c₁. */
  readonly decrease: number;
  /** Curvature, c₂. */
  readonly curvature: number;
  /** How much of a difference between two values may be rounding. */
  readonly noise: number;
  readonly maxEvaluations: number;
}

/**
 * A step that meets the strong Wolfe conditions: `f(α) ≤ f(0) + c₁ α f′(0)` and `|f′(α)| ≤ c₂ |f′(0)|` (Nocedal &
 * Wright, Numerical Optimization, 2nd ed., algorithms 3.5 and 3.6, cubic interpolation). Where the evaluations run out,
 * the lowest point met; `undefined` if none is lower than the start.
 *
 * @param first the step to try first
 */
export async function strongWolfe<P extends LinePoint>(
  start: LinePoint,
  first: number,
  evaluate: (step: number) => Promise<P>,
  options: LineSearchOptions,
): Promise<P | undefined> {
  const { decrease, curvature, noise } = options;
  const tooHigh = (p: LinePoint) => !(p.value <= start.value + decrease * p.step * start.slope + noise);
  const flat = (p: LinePoint) => Math.abs(p.slope) <= curvature * Math.abs(start.slope);

  let best: P | undefined;
  let evaluations = 0;
  const at = async (step: number): Promise<P> => {
    evaluations++;
    const p = await evaluate(step);
    if (p.value < start.value && (best === undefined || p.value < best.value)) best = p;
    return p;
  };

  let low: LinePoint = start;
  let high: LinePoint | undefined;
  let step = first;
  while (evaluations < options.maxEvaluations) {
    const p = await at(step);
    if (tooHigh(p) || (low !== start && p.value >= low.value + noise)) high = p;
    else if (flat(p)) return p;
    else {
      if (p.slope * ((high?.step ?? Number.POSITIVE_INFINITY) - low.step) >= 0) high = low;
      low = p;
    }
    if (high === undefined) step = Math.min(10 * p.step, extrapolate(start, p));
    else {
      if (Math.abs(high.step - low.step) <= 1e-12 * Math.max(1, low.step)) break;
      step = interpolate(low, high);
    }
  }
  return best;
}

/** Where a parabola through both slopes is flat, at least twice as far. */
function extrapolate(a: LinePoint, b: LinePoint): number {
  const bend = (b.slope - a.slope) / (b.step - a.step);
  const flat = bend > 0 ? b.step - b.slope / bend : Number.POSITIVE_INFINITY;
  return Math.max(2 * b.step, flat);
}

/** The minimum of the cubic through both points, kept away from the ends of the bracket. */
function interpolate(a: LinePoint, b: LinePoint): number {
  const width = b.step - a.step;
  const d1 = a.slope + b.slope - (3 * (a.value - b.value)) / (a.step - b.step);
  const d2 = Math.sign(width) * Math.sqrt(d1 * d1 - a.slope * b.slope);
  const step = b.step - (width * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
  const margin = 0.1 * Math.abs(width);
  const least = Math.min(a.step, b.step) + margin;
  const most = Math.max(a.step, b.step) - margin;
  return step >= least && step <= most ? step : a.step + width / 2;
}
