import { LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { CurvePlot, CurvePoint } from './curve-plot.js';
import { escapeHtml } from './grid.js';
import { type Box, type Labelled, type LabelPlace, placeLabels } from './label-places.js';
import { formatMetric, formatSpread, formatTick, type MetricInfo } from './metrics.js';

echarts.use([LineChart, ScatterChart, GridComponent, MarkLineComponent, SVGRenderer]);

const SIZE = { width: 760, height: 420 };
const GRID = { left: 72, right: 32, top: 24, bottom: 56 };
/** Where texts of points may stand. */
const FRAME: Box = {
  left: GRID.left,
  top: 0,
  right: SIZE.width,
  bottom: SIZE.height - GRID.bottom,
};
const INK = '#2563a8';
const SPOT = '#d9480f';
const BASELINE = '#777';

const axisName = (info: MetricInfo) =>
  info.name === info.metric
    ? formatMetric(info)
    : [info.name, formatMetric(info)].filter((part) => part !== '').join(': ');

interface Range {
  readonly min: number;
  readonly max: number;
}

/** A range with a margin so that no point lies on the edge, and with room for a line across unless points would fill less than two thirds. */
function ends({ min, max }: Range, across = min): [number, number] {
  const size = max - min || Math.abs(max) || 1;
  const [low, high] = [Math.min(min, across), Math.max(max, across)];
  const margin = 0.06 * size;
  return high - low <= 1.5 * size ? [low - margin, high + margin] : [min - margin, max + margin];
}

/** Axis of a parameter whose values lie orders of magnitude apart. */
function logAxis(info: MetricInfo, nameGap: number) {
  return {
    ...axis(info, nameGap),
    type: 'log' as const,
    min: ({ min, max }: Range) => min / (max / min) ** 0.06,
    max: ({ min, max }: Range) => max * (max / min) ** 0.06,
    axisLabel: {
      formatter: (value: number) => String(Number(value.toPrecision(6))),
      showMinLabel: false,
      showMaxLabel: false,
    },
  };
}

/** Whether x is a parameter, all of it above zero, that spans two orders of magnitude. */
function spansOrders({ x, points }: CurvePlot): boolean {
  const values = points.map((point) => point.x.mean);
  const least = Math.min(...values);
  return x.metric === '' && least > 0 && Math.max(...values) >= 100 * least;
}

/** Axis of a metric, written in its unit. */
export function axis(info: MetricInfo, nameGap: number, across?: number) {
  return {
    type: 'value' as const,
    name: axisName(info),
    nameLocation: 'middle' as const,
    nameGap,
    min: (range: Range) => ends(range, across)[0],
    max: (range: Range) => ends(range, across)[1],
    axisLine: { onZero: false },
    // The ends are no round numbers.
    axisLabel: {
      formatter: (value: number) => formatTick(value, info),
      showMinLabel: false,
      showMaxLabel: false,
    },
    splitLine: { lineStyle: { color: '#eee' } },
  };
}

/** Error bars as short lines, one standard deviation to each side, by their two ends. */
function errorBars({ points }: CurvePlot) {
  return points.flatMap(({ x, y }) => [
    ...(y.std ? [bar([x.mean, y.mean - y.std], [x.mean, y.mean + y.std])] : []),
    ...(x.std ? [bar([x.mean - x.std, y.mean], [x.mean + x.std, y.mean])] : []),
  ]);
}

type Coordinates = [number, number];

const bar = (from: Coordinates, to: Coordinates): [{ coord: Coordinates }, { coord: Coordinates }] => [
  { coord: from },
  { coord: to },
];

/** What untrained models give at each point, one standard deviation to each side in thin lines. */
function untrainedLines({ points }: CurvePlot) {
  const across = points
    .flatMap(({ x, untrained }) => (untrained ? [{ x: x.mean, untrained }] : []))
    .sort((a, b) => a.x - b.x);
  const line = (sides: -1 | 0 | 1) => ({
    type: 'line' as const,
    symbol: 'none',
    silent: true,
    lineStyle: {
      color: BASELINE,
      width: sides === 0 ? 1.5 : 0.75,
      type: sides === 0 ? ('dashed' as const) : ('dotted' as const),
    },
    label: { color: BASELINE, position: 'top' as const, align: 'right' as const, formatter: 'untrained' },
    data: across.map(({ x, untrained: { mean, std } }, i) => ({
      value: [x, mean + sides * (std ?? 0)],
      // A label needs a symbol to stand at.
      ...(sides === 0 &&
        i === across.length - 1 && { symbol: 'circle', symbolSize: 1, label: { show: true } }),
    })),
  });
  if (across.length === 0) return [];
  return across.some(({ untrained }) => untrained.std) ? [line(-1), line(0), line(1)] : [line(0)];
}

/** What a point says where a mouse rests on it: `32: MI 2.31 ± 0.1, accuracy 85.3 ± 0.4`. */
const tellPoint = (point: CurvePoint, { x, y, along }: CurvePlot) => {
  const across = x.name === along ? '' : `${x.name} ${formatSpread(point.x, x)}, `;
  return `${point.label}: ${across}${y.name} ${formatSpread(point.y, y)}`;
};

/** Of more points only the best is named; the others say it where a mouse rests on them. */
const NAMED = 40;

/** What a bar covers, whose line is thin. */
const boxBetween = ([x1, y1]: Coordinates, [x2, y2]: Coordinates): Box => ({
  left: Math.min(x1, x2) - 2,
  right: Math.max(x1, x2) + 2,
  top: Math.min(y1, y2) - 2,
  bottom: Math.max(y1, y2) + 2,
});

/** The curve as an SVG without scripts: trials as dots, means joined by a line, the best in another colour. */
export function curveSvg(plot: CurvePlot): string {
  const [chance, ...others] = plot.y.chances;
  const across = others.length === 0 ? chance : undefined;
  const named = plot.points.filter((_, i) => plot.points.length <= NAMED || i === plot.sweetSpot);
  const bars = errorBars(plot);
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...SIZE });
  const pixel = (at: Coordinates): Coordinates => {
    const [left = 0, top = 0] = chart.convertToPixel('grid', at);
    return [left, top];
  };
  const draw = (places: ReadonlyMap<CurvePoint, LabelPlace>) =>
    chart.setOption({
      animation: false,
      backgroundColor: '#fff',
      grid: GRID,
      xAxis: spansOrders(plot) ? logAxis(plot.x, 30) : axis(plot.x, 30),
      yAxis: axis(plot.y, 48, across),
      series: [
        {
          type: 'scatter',
          symbolSize: 5,
          itemStyle: { color: INK, opacity: 0.35 },
          data: plot.points.flatMap(({ trials }) => trials.map(({ x, y }) => [x, y])),
          markLine: {
            symbol: 'none',
            silent: true,
            label: { formatter: 'chance', position: 'insideEndTop' },
            lineStyle: { color: '#888', type: 'dashed' },
            data: across === undefined ? [] : [{ yAxis: across }],
          },
        },
        {
          // Draws nothing: it widens the axes, for a bar that leaves them is not drawn at all.
          type: 'scatter',
          symbol: 'none',
          data: bars.flatMap((ends) => ends.map(({ coord }) => coord)),
        },
        ...untrainedLines(plot),
        {
          ...(plot.path
            ? { type: 'line' as const, lineStyle: { color: INK, width: 1.5 } }
            : { type: 'scatter' as const }),
          symbol: 'circle',
          symbolSize: 9,
          data: (plot.path ?? plot.points.map((_, i) => i)).map((i) => ({
            value: [plot.points[i]!.x.mean, plot.points[i]!.y.mean],
            ...(plot.points[i]!.collapsed && { symbol: 'emptyCircle' }),
            itemStyle: { color: i === plot.sweetSpot ? SPOT : INK },
            label: {
              show: places.has(plot.points[i]!),
              position: places.get(plot.points[i]!)?.side ?? 'right',
              offset: [0, places.get(plot.points[i]!)?.down ?? 0],
              textBorderColor: '#fff',
              textBorderWidth: 3,
              formatter: plot.points[i]!.label,
              color: i === plot.sweetSpot ? SPOT : '#444',
              fontWeight: i === plot.sweetSpot ? 'bold' : 'normal',
            },
          })),
          markLine: {
            symbol: 'none',
            silent: true,
            label: { show: false },
            lineStyle: { color: INK, type: 'solid', width: 1 },
            data: bars,
          },
        },
      ],
    });
  try {
    // Where points lie on the screen is known once axes are.
    draw(new Map());
    const labelled = named.map(({ x, y, label }): Labelled => {
      const [left, top] = pixel([x.mean, y.mean]);
      return { x: left, y: top, text: label };
    });
    const covered = bars.map(([from, to]) => boxBetween(pixel(from.coord), pixel(to.coord)));
    const places = placeLabels(labelled, covered, FRAME);
    draw(new Map(named.map((point, i) => [point, places[i]!])));
    const told = plot.points.map((point) => {
      const [left, top] = pixel([point.x.mean, point.y.mean]);
      return `<circle cx="${left.toFixed(1)}" cy="${top.toFixed(1)}" r="8"><title>${escapeHtml(tellPoint(point, plot))}</title></circle>`;
    });
    const svg = chart.renderToSVGString();
    const end = svg.lastIndexOf('</svg>');
    return `${svg.slice(0, end)}<g class="points" fill-opacity="0">${told.join('')}</g>${svg.slice(end)}`;
  } finally {
    chart.dispose();
  }
}
