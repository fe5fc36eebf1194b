import * as echarts from 'echarts';
import type { MetricLine } from '../metrics.js';

/** The course of one trial's training. */
export interface Course {
  readonly name: string;
  readonly lines: readonly MetricLine[];
}

const SIZE = { width: 760, height: 340 };
/** With more courses than this a legend hides more than it tells. */
const LEGEND = 12;

/**
 * I_NCE over the steps of a stage with its ceiling, or the loss where nothing estimates information, as an SVG. The
 * two sides of a saddle objective are drawn as two lines, min dashed.
 */
export function trainingCurves(stage: string, courses: readonly Course[]): string {
  const informed = courses.some(({ lines }) => lines.some((line) => line.mi !== null));
  const ceiling = courses
    .flatMap(({ lines }) => lines.map((line) => line.ceiling))
    .find((value) => value != null);
  const series = courses.flatMap(({ name, lines }) =>
    pathsOf(lines, informed).map(({ side, points }) => ({
      name: side === undefined ? name : `${name}, ${side}`,
      type: 'line' as const,
      showSymbol: false,
      lineStyle: { width: 1.5, type: side === 'min' ? ('dashed' as const) : ('solid' as const) },
      data: points,
    })),
  );
  const ceilingLine = {
    name: 'log K',
    type: 'line' as const,
    data: [],
    markLine: {
      symbol: 'none',
      silent: true,
      lineStyle: { color: '#888', type: 'dashed' as const },
      label: { formatter: 'log K', position: 'insideEndTop' as const },
      data: [{ yAxis: ceiling ?? 0 }],
    },
  };
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...SIZE });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: '#fff',
      title: { text: informed ? `I_NCE of ${stage}` : `Loss of ${stage}`, textStyle: { fontSize: 14 } },
      legend: {
        data: series.map(({ name }) => name),
        itemGap: 18,
        show: series.length > 1 && series.length <= LEGEND,
        bottom: 0,
        type: 'plain',
      },
      grid: { left: 64, right: 24, top: 48, bottom: series.length > 1 ? 84 : 48 },
      xAxis: { type: 'value', name: 'step', nameLocation: 'middle', nameGap: 26 },
      yAxis: {
        type: 'value',
        name: informed ? 'nats' : '',
        scale: !informed,
        max:
          informed && ceiling !== undefined
            ? ({ max }: { max: number }) => niceAbove(Math.max(max, ceiling))
            : undefined,
      },
      series: informed && ceiling !== undefined ? [...series, ceilingLine] : series,
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

interface Path {
  readonly side?: 'max' | 'min';
  readonly points: readonly (readonly [step: number, value: number])[];
}

function pathsOf(lines: readonly MetricLine[], informed: boolean): Path[] {
  const path = (read: (line: MetricLine) => number | null | undefined): Path['points'] =>
    lines.flatMap((line) => {
      const value = read(line);
      return value == null ? [] : [[line.step, value] as const];
    });
  if (!informed) return [{ points: path((line) => line.loss) }];
  if (!lines.some((line) => line.mi_by_side)) return [{ points: path((line) => line.mi) }];
  return (['max', 'min'] as const).map((side) => ({ side, points: path((line) => line.mi_by_side?.[side]) }));
}

function niceAbove(value: number): number {
  return Math.ceil(value * 1.02 * 2) / 2;
}
