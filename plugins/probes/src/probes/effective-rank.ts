/** `exp(−Σ p log p)` with `p` the values over their sum, each with 10⁻⁷ added (Roy and Vetterli 2007). */
export function effectiveRank(values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  if (sum === 0) return 1;
  const entropy = values.reduce((total, value) => {
    const p = value / sum + 1e-7;
    return total - p * Math.log(p);
  }, 0);
  return Math.exp(entropy);
}
