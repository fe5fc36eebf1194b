import type { ReportImplementation } from '@infomin/plugin';
import { beyondSpread, type CurvePlot, plotOf } from './curve-plot.js';
import { type Grid, gridHtml, gridText, notesHtml } from './grid.js';
import { sweptParams, trialNotes } from './groups.js';
import { formatMetric, formatSpread, formatValue } from './metrics.js';

interface CurveArgs {
  readonly x: string;
  readonly y: string;
  readonly along?: string | undefined;
}

function gridOf({ x, y, along, points, sweetSpot }: CurvePlot): Grid {
  return {
    head: [
      [along, x.name, y.name],
      ['', formatMetric(x), formatMetric(y)],
    ],
    body: points.map((point, i) => [
      { text: point.label },
      { text: formatSpread(point.x, x) },
      { text: formatSpread(point.y, y), best: i === sweetSpot },
    ]),
    foot:
      y.chance === undefined ? [] : [[{ text: 'chance' }, { text: '' }, { text: formatValue(y.chance, y) }]],
  };
}

const certainty = (beyond: boolean | undefined) =>
  beyond === undefined ? ', as far as single trials tell' : beyond ? '' : ', but by less than trials differ';

/** What the curve says, in words. */
function verdict(plot: CurvePlot): string[] {
  const { x, y, along, points, sweetSpot, inside } = plot;
  if (sweetSpot === undefined) return [];
  const best = points[sweetSpot]!;
  const place = `${along} ${best.label}, ${x.name} ${formatSpread(best.x, x)}${x.unit && ` ${x.unit}`}`;
  return [
    `* sweet spot: ${place}, ${y.name} ${formatSpread(best.y, y)}${y.unit && ` ${y.unit}`}.`,
    inside
      ? `It lies inside the range of ${x.name}: both more and less of it is worse${certainty(beyondSpread(plot))}.`
      : `It lies at an end of the range of ${x.name}: no reverse U in these trials.`,
  ];
}

const implementation: ReportImplementation<CurveArgs> = {
  async build({ trials }, args) {
    const names = args.along ? [args.along] : sweptParams(trials);
    const plot = plotOf(trials, args, names);
    const notes = [...verdict(plot), ...trialNotes(trials, names)];
    const data = {
      x: plot.x,
      y: plot.y,
      along: names,
      points: plot.points,
      sweet_spot: plot.sweetSpot === undefined ? null : plot.points[plot.sweetSpot]!.label,
      inside: plot.inside,
      notes,
    };
    if (plot.points.length === 0) {
      const all = ['No trial has both metrics yet.', ...notes];
      return { text: all.join('\n'), html: notesHtml(all), data };
    }
    const { curveSvg } = await import('./curve-svg.js');
    const grid = gridOf(plot);
    return {
      text: [gridText(grid), ...notes].join('\n'),
      html: curveSvg(plot) + gridHtml(grid) + notesHtml(notes.map((note) => note.replace(/^\* s/, 'S'))),
      data,
    };
  },
};

export default implementation;
