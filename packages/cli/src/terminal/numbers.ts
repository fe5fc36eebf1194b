import { isFraction } from '@infomin/plugin';

/** Numbers as people read them. */

/** `8 s`, `1 min 05 s`, `2 h 03 min`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  if (seconds < 9.95) return `${Math.max(0, seconds).toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

/** Four significant digits or fewer, no exponent where a person would write none; `–` for what is not there. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(2);
  return value.toFixed(size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3);
}

/** A fraction as per cent: `16.80 %`. */
function formatPercent(fraction: number): string {
  return `${(100 * fraction).toFixed(2)} %`;
}

/** A measured value with its unit: fractions of errors and accuracies as per cent, others as they are. */
export function formatMetric(value: number, metric: string, unit: string | undefined): string {
  if (isFraction({ metric, unit })) return formatPercent(value);
  return unit ? `${formatNumber(value)} ${unit}` : formatNumber(value);
}
