import { visible } from '@infomin/plan';
import { textWidth } from '@infomin/plugin';
import type { Diagnostic, RelatedPlace } from './diagnostics.js';

export interface FormatOptions {
  /** ANSI colours. */
  readonly color?: boolean;
}

type Place = Pick<RelatedPlace, 'file' | 'start' | 'end'>;

/**
 * A diagnostic for people: message, code frame with carets, related places, suggestion.
 *
 * @param sources the texts of the files it points into, by name, as {@link CheckResult.sources} has them
 */
export function formatDiagnostic(
  diagnostic: Diagnostic,
  sources: ReadonlyMap<string, string>,
  { color = false }: FormatOptions = {},
): string {
  const paint = (code: string, text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const tone = diagnostic.severity === 'error' ? '1;31' : '1;33';
  const { code, severity, message, suggestion, related = [] } = diagnostic;
  const width = String(Math.max(...[diagnostic, ...related].map((place) => place.start.line))).length;
  const lines = [`${paint(tone, `${severity}[${code}]`)}: ${paint('1', message)}`];
  lines.push(...frame(diagnostic, sources, width, '^', (text) => paint(tone, text), paint));
  for (const place of related) {
    lines.push(`  ${paint('36', 'note')}: ${place.message}`);
    lines.push(...frame(place, sources, width, '-', (text) => paint('36', text), paint));
  }
  if (suggestion !== undefined) lines.push(`  ${paint('32', 'help')}: ${suggestion}`);
  return lines.join('\n');
}

const maxWidth = 120;

function frame(
  { file, start, end }: Place,
  sources: ReadonlyMap<string, string>,
  digits: number,
  mark: string,
  highlight: (text: string) => string,
  paint: (code: string, text: string) => string,
): string[] {
  const where = `${paint('34', '-->')} ${visible(file)}:${start.line}:${start.column}`;
  const line = sources.get(file)?.split(/\r\n|\n|\r/)[start.line - 1];
  const gutter = ' '.repeat(digits);
  if (line === undefined) return [` ${gutter}${where}`];
  const last = end.line === start.line ? end.column : line.length + 1;
  // A long line is shown around the place.
  const from = start.column > maxWidth ? start.column - maxWidth / 2 : 1;
  const shown = line.slice(from - 1, from - 1 + maxWidth);
  const place = start.column - from;
  const before = visible(shown.slice(0, place));
  const width = Math.max(1, Math.min(last, from + maxWidth) - start.column);
  const marked = shown.slice(place, place + width);
  const indent = before.replace(/[^\t]+/g, (text) => ' '.repeat(textWidth(text)));
  const marks = mark.repeat(width - marked.length + textWidth(visible(marked)));
  const bar = paint('34', '|');
  return [
    ` ${gutter}${where}`,
    ` ${gutter} ${bar}`,
    ` ${paint('34', String(start.line).padStart(digits))} ${bar} ${before}${visible(shown.slice(place))}`,
    ` ${gutter} ${bar} ${indent}${highlight(marks)}`,
  ];
}
