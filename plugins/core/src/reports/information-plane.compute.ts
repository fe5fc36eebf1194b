import type { ReportImplementation, TrialResult } from '@infomin/plugin';
import { gridHtml, gridText, notesHtml } from './grid.js';
import { sweptParams, trialNotes } from './groups.js';
import { describeMetric, formatMetric, formatSpread, type MetricInfo } from './metrics.js';
import { type Pair, type PlanePath, type PlanePoint, pathsOf } from './plane.js';

interface InformationPlaneArgs {
  readonly x: string | readonly string[];
  readonly y: string | readonly string[];
  readonly along?: string | undefined;
}

/** What the probes of an axis measure. Throws where that is not one thing. */
function axisOf(axis: string, trials: readonly TrialResult[], names: readonly string[]): MetricInfo {
  const infos = names.map((name) => describeMetric(trials, name));
  const measured = infos.filter(({ metric }) => metric !== '');
  const [first = infos[0]!] = measured;
  const other = measured.find((info) => formatMetric(info) !== formatMetric(first));
  if (other) {
    const told = [first, other].map((info) => `${info.name} (${formatMetric(info)})`);
    throw new Error(`${axis} takes probes of one measure, not both ${told.join(' and ')}`);
  }
  return first;
}

/** `(1 of 2)` where a point's mean is of fewer trials than others of its path; else empty. */
function shareOf({ points }: PlanePath, { x: { n } }: PlanePoint): string {
  const most = Math.max(...points.map(({ x }) => x.n));
  return n < most ? `(${n} of ${most})` : '';
}

const implementation: ReportImplementation<InformationPlaneArgs> = {
  async build({ trials }, { x, y, along }) {
    const [across, up] = [[x].flat(), [y].flat()];
    const pairs = across.map((name, i): Pair => ({ x: name, y: up[i]! }));
    const names = along ? [along] : sweptParams(trials);
    const paths = pathsOf(trials, pairs, names);
    const [a, b] = [axisOf('x', trials, across), axisOf('y', trials, up)];
    const doubted = paths.some(({ points }) => points.some(({ doubtful: { x, y } }) => x || y));
    const fewer = paths.flatMap((path) => path.points.map((point) => shareOf(path, point))).find(Boolean);
    const notes = [
      ...(fewer ? [`${fewer}: the mean is of those trials alone; the others have no point there.`] : []),
      ...(doubted ? ['? not to be trusted: the warnings of the run say why.'] : []),
      ...trialNotes(trials, names),
    ];
    const data = { x: a, y: b, along: names, paths, notes };
    if (paths.length === 0) {
      const all = ['No training watched both probes yet: `watch` names them in its `train`.', ...notes];
      return { text: all.join('\n'), html: notesHtml(all), data };
    }
    const grid = {
      head: [
        ['path', 'step', across.join(', '), up.join(', ')],
        ['', '', formatMetric(a), formatMetric(b)],
      ],
      body: paths.flatMap((path) =>
        path.points.map((point, i) => {
          const { step, x, y, doubtful } = point;
          return [
            { text: i === 0 ? path.label : '' },
            { text: `${step === 0 ? path.start : step} ${shareOf(path, point)}`.trim() },
            { text: formatSpread(x, a), doubtful: doubtful.x },
            { text: formatSpread(y, b), doubtful: doubtful.y },
          ];
        }),
      ),
      foot: [],
    };
    const { planeSvg } = await import('./plane-svg.js');
    return {
      text: [gridText(grid), ...notes].join('\n'),
      html: planeSvg(paths, a, b) + gridHtml(grid) + notesHtml(notes),
      data,
    };
  },
};

export default implementation;
