import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';
import { axis } from './curve-svg.js';
import type { MetricInfo } from './metrics.js';
import type { PlanePath } from './plane.js';

echarts.use([LineChart, GridComponent, LegendComponent, LabelLayout, SVGRenderer]);

const SIZE = { width: 760, height: 420 };

/** Paths as lines of an SVG without scripts; where a path begins is an open circle, that and the last step are told. */
export function planeSvg(paths: readonly PlanePath[], x: MetricInfo, y: MetricInfo): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...SIZE });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: '#fff',
      grid: { left: 72, right: 64, top: 40, bottom: 56 },
      legend: { show: paths.length > 1, top: 4 },
      xAxis: axis(x, 30),
      yAxis: axis(y, 48),
      series: paths.map(({ label, start, points }) => ({
        type: 'line' as const,
        name: label,
        symbol: 'circle',
        symbolSize: 6,
        labelLayout: { moveOverlap: 'shiftY' },
        data: points.map(({ step, x, y }, i) => ({
          value: [x.mean, y.mean],
          ...(step === 0 && { symbol: 'emptyCircle', symbolSize: 9 }),
          label: {
            show: i === 0 || i === points.length - 1,
            position: 'right',
            formatter: step === 0 ? start : `${step}`,
          },
        })),
      })),
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}
