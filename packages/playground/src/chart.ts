export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Chart {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** The points of each line, or of all dots. */
  readonly series: readonly (readonly Point[])[];
  /** Heights that no point passes. */
  readonly ceilings?: readonly number[];
  /** As dots, in any order; else as lines. */
  readonly dots?: boolean;
}

const width = 560;
const height = 260;
const left = 48;
const bottom = 34;

/** A chart as SVG. */
export function chart({ title, x, y, series, ceilings = [], dots = false }: Chart): string {
  const points = series.flat();
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  const [x0, x1] = [dots ? Math.min(...xs) : 0, Math.max(...xs, dots ? -Infinity : 1)];
  const [y0, y1] = [Math.min(...ys, 0), Math.max(...ys, ...ceilings, 0) * 1.08 || 1];
  const atX = (value: number) => left + ((value - x0) / (x1 - x0 || 1)) * (width - left - 12);
  const atY = (value: number) => height - bottom - ((value - y0) / (y1 - y0 || 1)) * (height - bottom - 12);
  const place = (point: Point) => [atX(point.x).toFixed(1), atY(point.y).toFixed(1)] as const;
  const drawn = dots
    ? points
        .map(place)
        .map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="5"/>`)
        .join('')
    : series
        .map(
          (line, i) =>
            `<polyline class="value" style="${strokeOf(i)}" points="${line.map(place).map(String).join(' ')}"/>`,
        )
        .join('');
  const tops = ceilings
    .map(
      (ceiling) =>
        `<line class="ceiling" x1="${left}" x2="${width - 12}" y1="${atY(ceiling)}" y2="${atY(ceiling)}"/><text x="${width - 14}" y="${atY(ceiling) - 5}" text-anchor="end">ceiling ${ceiling.toFixed(2)}</text>`,
    )
    .join('');
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
<line class="axis" x1="${left}" x2="${width - 12}" y1="${height - bottom}" y2="${height - bottom}"/><line class="axis" x1="${left}" x2="${left}" y1="12" y2="${height - bottom}"/>
${tops}${drawn}
<text x="${left - 6}" y="${atY(y0)}" text-anchor="end">${short(y0)}</text><text x="${left - 6}" y="${atY(y1) + 10}" text-anchor="end">${short(y1)}</text>
<text x="${left}" y="${height - 16}">${short(x0)}</text><text x="${width - 12}" y="${height - 16}" text-anchor="end">${short(x1)}</text>
<text x="${(width + left) / 2}" y="${height - 4}" text-anchor="middle">${x}</text><text x="${left + 6}" y="14">${y}</text></svg>`;
}

const colours = ['accent', 'name', 'string', 'word'];
const dashes = ['none', '7 4', '2 4'];

/** What tells the i-th line of a chart from the others. */
export function strokeOf(i: number): string {
  const dash = dashes[Math.floor(i / colours.length) % dashes.length];
  return `stroke: var(--${colours[i % colours.length]}); stroke-dasharray: ${dash}`;
}

const short = (value: number) => String(Math.round(value * 100) / 100);
