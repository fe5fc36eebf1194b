/** Four significant digits, or `–`. */
export function numberText(value: number | null | undefined): string {
  return value == null ? '–' : String(Number(value.toPrecision(4)));
}

/** Three decimals, or two significant digits where those would show nothing. */
export function decimals(value: number): string {
  return value !== 0 && Math.abs(value) < 0.001 ? value.toPrecision(2) : value.toFixed(3);
}
