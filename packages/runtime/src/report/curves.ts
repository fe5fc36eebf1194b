import * as echarts from 'echarts';
import type { MetricLine } from '../folder/metrics.js';
import { escapeHtml } from './escape.js';
import { numberText } from './values.js';

/** The course of one trial's training. */
export interface Course {
  /** Courses of one name, as a setting's seeds are, are drawn in one colour. */
  readonly name: string;
  readonly lines: readonly MetricLine[];
  /** Drawn faintly, and in no mean: its trial was not measured. */
  readonly leftOut?: boolean;
}

/** A value to compare with, drawn across. */
export interface Mark {
  readonly name: string;
  readonly value: number;
}

/** What a watched probe came to over the steps of a stage, as a figure; means over seeds. */
export function watchedCurve(
  {
    probe,
    stage,
    unit,
    marks = [],
  }: {
    readonly probe: string;
    readonly stage: string;
    readonly unit: string;
    /** What to compare with: untrained models, chance. */
    readonly marks?: readonly Mark[];
  },
  courses: readonly Course[],
): string {
  const names = [...new Set(courses.map(({ name }) => name))];
  const series = names.map((name, i) => {
    const paths = counted(courses.filter((course) => course.name === name)).map(({ lines }) => [
      {
        points: lines.flatMap(({ step, probes }) => {
          const value = probes?.[probe];
          return value === undefined ? [] : [[step, value] as const];
        }),
      },
    ]);
    return {
      name,
      type: 'line' as const,
      symbolSize: 4,
      itemStyle: { color: COLOURS[i % COLOURS.length] },
      data: meanPaths(paths).flatMap(({ points }) => points.map((point) => [...point])),
    };
  });
  const svg = svgOf({
    title: { text: `${probe} while ${stage} trains`, textStyle: { fontSize: 14 } },
    xAxis: stepAxis,
    yAxis: {
      type: 'value',
      name: unit,
      scale: true,
      axisLabel: { showMinLabel: false, showMaxLabel: false },
      min: (range: Range) => around(range, marks)[0],
      max: (range: Range) => around(range, marks)[1],
    },
    series: [
      ...series,
      marksAcross(
        marks.map((mark, i) => ({ ...mark, position: i % 2 === 0 ? 'insideEndTop' : 'insideStartTop' })),
      ),
    ],
  });
  return figureOf(svg, names);
}

const stepAxis = {
  type: 'value' as const,
  name: 'step',
  nameLocation: 'middle' as const,
  nameGap: 26,
  axisLine: { onZero: false },
};

interface Range {
  readonly min: number;
  readonly max: number;
}

/** Ends of an axis that has room for values and marks, with a margin so that none lies on an edge. */
function around({ min, max }: Range, marks: readonly Mark[]): [number, number] {
  const values = marks.map(({ value }) => value);
  const [low, high] = [Math.min(min, ...values), Math.max(max, ...values)];
  const margin = 0.06 * (high - low || Math.abs(high) || 1);
  return [low - margin, high + margin];
}

/** Dashed lines across with their names. */
function marksAcross(marks: readonly (Mark & { readonly position: 'insideEndTop' | 'insideStartTop' })[]) {
  return {
    name: 'marks',
    type: 'line' as const,
    data: [],
    markLine: {
      symbol: 'none',
      silent: true,
      lineStyle: { color: '#888', type: 'dashed' as const },
      data: marks.map(({ name, value, position }) => ({
        yAxis: value,
        label: { formatter: name, position },
      })),
    },
  };
}

/** A chart whose points tell what they are where a mouse rests on them. */
function svgOf(
  option: Omit<echarts.EChartsOption, 'series'> & { readonly series: readonly Series[] },
): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...SIZE });
  try {
    const grid = { left: 64, right: 24, top: 56, bottom: 48 };
    const series = [...option.series] as echarts.SeriesOption[];
    chart.setOption({ animation: false, backgroundColor: '#fff', grid, ...option, series });
    const points = option.series.flatMap(({ name, data, lineStyle }) =>
      (lineStyle?.opacity ?? 1) < 1
        ? []
        : (data ?? []).map(([x = 0, y = 0]) => {
            const [left, top] = chart.convertToPixel('grid', [x, y]);
            return pointHtml(left!, top!, `${name}, step ${x}: ${numberText(y)}`);
          }),
    );
    const svg = chart.renderToSVGString();
    const end = svg.lastIndexOf('</svg>');
    return `${svg.slice(0, end)}<g class="points">${points.join('')}</g>${svg.slice(end)}`;
  } finally {
    chart.dispose();
  }
}

/** What is read of a series that was set. */
interface Series {
  readonly name?: unknown;
  readonly data?: readonly (readonly number[])[];
  readonly lineStyle?: { readonly opacity?: number };
}

const pointHtml = (x: number, y: number, text: string) =>
  `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="6"><title>${escapeHtml(text)}</title></circle>`;

/**
 * A chart with its legend, which the page sets, for it knows how wide its letters are. There is none where two courses
 * would have one colour.
 */
function figureOf(svg: string, names: readonly string[]): string {
  const entries = names.map((name, i) => `<span>${swatch(i)}${escapeHtml(name)}</span>`);
  const legend = names.length > 1 && names.length <= COLOURS.length;
  return `<figure><div class="scroll">${svg}</div>${legend ? `<figcaption class="legend">${entries.join('')}</figcaption>` : ''}</figure>`;
}

const swatch = (i: number) =>
  `<svg width="18" height="3"><rect width="18" height="3" fill="${COLOURS[i % COLOURS.length]}"/></svg>`;

const SIZE = { width: 760, height: 350 };
const COLOURS = [
  '#4269d0',
  '#e8743b',
  '#2f9e63',
  '#a463c9',
  '#c9a227',
  '#3aa5b8',
  '#b5506b',
  '#6b7280',
  '#8c564b',
  '#7a9a01',
  '#e377c2',
  '#1f3a5f',
];

/** Most ceilings that are drawn. */
const CEILINGS = 3;

/**
 * Information over the steps of a stage with its ceilings, unless they are many, and other marks in nats, or the loss where nothing estimates
 * information, as a figure. The two sides of a saddle objective are drawn as two lines, min dashed; where there is only one
 * course, held-out estimates are dotted. Several courses of one name are drawn faintly behind their mean.
 */
export function trainingCurves(
  stage: string,
  courses: readonly Course[],
  marks: readonly Mark[] = [],
): string {
  const informed = courses.some(({ lines }) => lines.some((line) => line.mi !== null));
  const ceilings = [
    ...new Set(courses.flatMap(({ lines }) => lines.flatMap(({ ceiling }) => ceiling ?? []))),
  ];
  const ceiling = ceilings.length > 0 ? Math.max(...ceilings) : undefined;
  const names = [...new Set(courses.map(({ name }) => name))];
  const single = courses.length === 1;
  const paths = names.flatMap((name) => {
    const group = courses.filter((course) => course.name === name);
    const each = (some: readonly Course[]) => some.map(({ lines }) => pathsOf(lines, informed, single));
    const strong = group.length > 1 ? meanPaths(each(counted(group))) : each(group).flat();
    const faint = group.length > 1 ? each(group).flat() : [];
    return [
      ...faint.map((path) => ({ name, path, width: 1, opacity: 0.3 })),
      ...strong.map((path) => ({ name, path, width: 1.8, opacity: 1 })),
    ];
  });
  const series = paths.map(({ name, path: { part, points }, width, opacity }) => ({
    name,
    type: 'line' as const,
    showSymbol: false,
    itemStyle: { color: COLOURS[names.indexOf(name) % COLOURS.length] },
    lineStyle: { width, opacity, type: dashes[part ?? 'max'] },
    data: points.map((point) => [...point]),
  }));
  const parts = [...new Set(series.map(({ lineStyle }) => lineStyle.type))].flatMap((type) => sayings[type]);
  const sayingsShown = [
    ...(parts.length > 1 ? parts : []),
    ...(courses.length > names.length ? ['means over seeds strong'] : []),
  ];
  // Labels at two ends do not meet, however near their lines are.
  const top = (ceilings.length > CEILINGS ? [] : ceilings).map((value) => ({
    name: ceilings.length > 1 ? `ceiling ${numberText(value)}` : 'ceiling',
    value,
    position: 'insideEndTop' as const,
  }));
  const across = [...top, ...marks.map((mark) => ({ ...mark, position: 'insideStartTop' as const }))];
  const svg = svgOf({
    title: {
      text: informed ? `${informationOf(courses)} of ${stage}` : `Loss of ${stage}`,
      subtext: sayingsShown.join(', '),
      textStyle: { fontSize: 14 },
    },
    xAxis: stepAxis,
    yAxis: {
      type: 'value',
      name: informed ? 'nats' : '',
      scale: !informed,
      // A line at zero is drawn above the axis, not behind it.
      min: informed
        ? ({ min, max }: Range) => Math.min(0, min) - 0.02 * Math.max(max, ceiling ?? 0)
        : undefined,
      axisLabel: { showMinLabel: !informed },
      max:
        informed && ceiling !== undefined ? ({ max }: Range) => niceAbove(Math.max(max, ceiling)) : undefined,
    },
    series: informed && ceiling !== undefined ? [...series, marksAcross(across)] : series,
  });
  return figureOf(svg, names);
}

const dashes = { max: 'solid', min: 'dashed', 'held out': 'dotted' } as const;

const sayings = { solid: 'training, max side solid', dashed: 'min side dashed', dotted: 'held out dotted' };

interface Path {
  readonly part?: keyof typeof dashes;
  readonly points: readonly (readonly [step: number, value: number])[];
}

function pathsOf(lines: readonly MetricLine[], informed: boolean, single: boolean): Path[] {
  const path = (read: (line: MetricLine) => number | null | undefined): Path['points'] =>
    lines.flatMap((line) => {
      const value = read(line);
      return value == null ? [] : [[line.step, value] as const];
    });
  if (!informed) return [{ points: path((line) => line.loss) }];
  const heldOut = single ? path((line) => line.mi_heldout) : [];
  const more: Path[] = heldOut.length > 0 ? [{ part: 'held out', points: heldOut }] : [];
  if (!lines.some((line) => line.mi_by_side)) return [{ points: path((line) => line.mi) }, ...more];
  const sides = (['max', 'min'] as const).map((part) => ({
    part,
    points: path((line) => line.mi_by_side?.[part]),
  }));
  return [...sides, ...more];
}

/** Per part, the means over the steps that all courses have. */
function meanPaths(each: readonly (readonly Path[])[]): Path[] {
  const parts = [...new Set(each.flat().map(({ part }) => part))];
  return parts.map((part) => {
    const courses = each.flatMap((paths) => paths.filter((path) => path.part === part));
    const values = courses.map(({ points }) => new Map(points));
    const shared = courses[0]!.points
      .map(([step]) => step)
      .filter((step) => values.every((at) => at.has(step)));
    const points = shared.map((step): Path['points'][number] => {
      const sum = values.reduce((total, at) => total + at.get(step)!, 0);
      return [step, sum / values.length];
    });
    return { ...(part && { part }), points };
  });
}

/** Those of a mean; all where none was measured. */
function counted(courses: readonly Course[]): readonly Course[] {
  const measured = courses.filter(({ leftOut }) => !leftOut);
  return measured.length > 0 ? measured : courses;
}

/** What the courses' information is called. */
function informationOf(courses: readonly Course[]): string {
  const names = courses.flatMap(({ lines }) => lines.flatMap(({ information }) => information ?? []));
  const [name, ...others] = new Set(names);
  return name === undefined || others.length > 0 ? 'Information' : name;
}

function niceAbove(value: number): number {
  return Math.ceil(value * 1.02 * 2) / 2;
}
