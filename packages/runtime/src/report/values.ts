/** Four significant digits, or `–`. */
export function numberText(value: number | null | undefined): string {
  return value == null ? '–' : String(Number(value.toPrecision(4)));
}
