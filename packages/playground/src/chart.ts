export interface Point {
  readonly x: number;
  readonly y: number;
  /** Stands above a dot. */
  readonly label?: string;
}

/** A height to compare with. */
export interface Mark {
  readonly name: string;
  readonly value: number;
}

export interface Chart {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** The points of each line, or of all dots. */
  readonly series: readonly (readonly Point[])[];
  readonly marks?: readonly Mark[];
  /** As dots, in any order; else as lines from zero. */
  readonly dots?: boolean;
}

const width = 560;
const height = 260;
const left = 48;
const bottom = 34;
/** Between dots and the axes. */
const inset = 16;

/** A chart as SVG. */
export function chart({ title, x, y, series, marks = [], dots = false }: Chart): string {
  const points = series.flat();
  const room = dots ? inset : 0;
  const [from, to] = [left + room, width - 12 - room];
  const xs = points.map((point) => point.x);
  const ys = [...points, ...marks.map(({ value }) => ({ y: value }))].map((point) => point.y);
  const [x0, x1] = [dots ? Math.min(...xs) : 0, Math.max(...xs, dots ? -Infinity : 1)];
  const [y0, y1] = dots
    ? [Math.min(...ys), Math.max(...ys)]
    : [Math.min(...ys, 0), Math.max(...ys, 0) * 1.08 || 1];
  const floor = height - bottom;
  const atX = (value: number) => from + ((value - x0) / (x1 - x0 || 1)) * (to - from);
  const atY = (value: number) =>
    floor - room - ((value - y0) / (y1 - y0 || 1)) * (floor - 12 - (dots ? 3 * room : 0));
  const place = (point: Point) => [atX(point.x).toFixed(1), atY(point.y).toFixed(1)] as const;
  const dot = (point: Point) => {
    const [cx, cy] = place(point);
    const label = point.label
      ? `<text x="${cx}" y="${Number(cy) - 9}" text-anchor="middle">${escaped(point.label)}</text>`
      : '';
    return `<circle cx="${cx}" cy="${cy}" r="5"/>${label}`;
  };
  const drawn = dots
    ? points.map(dot).join('')
    : series
        .map(
          (line, i) =>
            `<polyline class="value" style="${strokeOf(i)}" points="${line.map(place).map(String).join(' ')}"/>`,
        )
        .join('');
  const across = marks
    .map(
      ({ name, value }) =>
        `<line class="mark" x1="${left}" x2="${width - 12}" y1="${atY(value)}" y2="${atY(value)}"/><text x="${width - 14}" y="${atY(value) - 5}" text-anchor="end">${name}</text>`,
    )
    .join('');
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
<line class="axis" x1="${left}" x2="${width - 12}" y1="${floor}" y2="${floor}"/><line class="axis" x1="${left}" x2="${left}" y1="12" y2="${floor}"/>
${across}${drawn}
<text x="${left - 6}" y="${atY(y0) + (dots ? 4 : 0)}" text-anchor="end">${short(y0)}</text><text x="${left - 6}" y="${atY(y1) + (dots ? 4 : 10)}" text-anchor="end">${short(y1)}</text>
<text x="${from}" y="${height - 16}" text-anchor="${dots ? 'middle' : 'start'}">${short(x0)}</text><text x="${to}" y="${height - 16}" text-anchor="${dots ? 'middle' : 'end'}">${short(x1)}</text>
<text x="${(width + left) / 2}" y="${height - 4}" text-anchor="middle">${x}</text><text x="${left + 6}" y="14">${y}</text></svg>`;
}

const escaped = (text: string) => new Option(text).innerHTML;

const colours = ['accent', 'name', 'string', 'word'];
const dashes = ['none', '7 4', '2 4'];

/** What tells the i-th line of a chart from the others. */
export function strokeOf(i: number): string {
  const dash = dashes[Math.floor(i / colours.length) % dashes.length];
  return `stroke: var(--${colours[i % colours.length]}); stroke-dasharray: ${dash}`;
}

const short = (value: number) => String(Math.round(value * 100) / 100);
