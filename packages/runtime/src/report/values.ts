/** Four significant digits, or `–`. */
export function numberText(value: number | null | undefined): string {
  return value == null ? '–' : String(Number(value.toPrecision(4)));
}

/** A parameter's value as a file writes it. */
export function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  if ('symbol' in value) return `.${String(value.symbol)}`;
  if ('from' in value && 'to' in value) return `${String(value.from)}..${String(value.to)}`;
  if ('call' in value) return `${String(value.call).split('/').at(-1)}(…)`;
  return JSON.stringify(value);
}
