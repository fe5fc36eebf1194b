import { entryOf, type ReportImplementation, spreadOf, type TrialResult } from '@infomin/plugin';
import { gridHtml, gridText, notesHtml } from './grid.js';
import { groupBy, sweptParams, trialNotes } from './groups.js';
import {
  describeMetric,
  doubtNotes,
  formatMetric,
  formatSpread,
  formatValue,
  isDoubtful,
  readMetric,
} from './metrics.js';

interface DataProcessingArgs {
  readonly whole: string;
  readonly parts: string | readonly string[];
  readonly along?: string | undefined;
}

interface Measured {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const implementation: ReportImplementation<DataProcessingArgs> = {
  async build({ trials }, { whole, parts, along }) {
    const names = along ? [along] : sweptParams(trials);
    const all = [whole, ...[parts].flat()];
    const infos = all.map((name) => describeMetric(trials, name));
    const violations: string[] = [];
    let compared = 0;
    const groups = groupBy(trials, names).map(({ label, done }) => {
      for (const trial of done) {
        const bound = measuredOf(trial, whole);
        for (const [i, info] of infos.entries()) {
          const part = i > 0 ? measuredOf(trial, info.name) : undefined;
          if (!bound || !part) continue;
          compared++;
          if (part.low <= bound.high) continue;
          const told = ({ value, low, high }: Measured) =>
            `${formatValue(value, info)} [${formatValue(low, info)}, ${formatValue(high, info)}]`;
          const where = names.length > 0 ? `${label} · seed ${trial.seed}` : `seed ${trial.seed}`;
          violations.push(`${where}: ${info.name} finds ${told(part)} of ${whole}'s ${told(bound)}.`);
        }
      }
      const cells = all.map((name) => spreadOf(done.flatMap((trial) => readMetric(trial, name) ?? [])));
      return { label, cells, doubtful: infos.map((info) => isDoubtful(done, info)) };
    });
    const verdict =
      compared === 0
        ? ['No trial has both estimates yet.']
        : violations.length === 0
          ? [
              `No estimate of processed variables lies above ${whole}: the inequality holds ${compared} times.`,
            ]
          : [
              `The inequality does not hold ${violations.length} of ${compared} times: functions cannot share more than what they are of, so ${whole} is too low there or the other too high.`,
              ...violations,
            ];
    const notes = [...verdict, ...doubtNotes(trials, infos), ...trialNotes(trials, names)];
    const grid = {
      head: [
        [names.join(' · '), ...all],
        ['', ...infos.map(formatMetric)],
      ],
      body: groups.map(({ label, cells, doubtful }) => [
        { text: label },
        ...cells.map((cell, i) => ({
          text: cell ? formatSpread(cell, infos[i]!) : '–',
          doubtful: doubtful[i]!,
        })),
      ]),
      foot: [],
    };
    return {
      text: [gridText(grid), ...notes].join('\n'),
      html: gridHtml(grid) + notesHtml(notes),
      data: { whole, parts: all.slice(1), along: names, rows: groups, compared, violations, notes },
    };
  },
};

export default implementation;

/** With the interval in its details, or as wide as nothing. */
function measuredOf(trial: TrialResult, name: string): Measured | undefined {
  const value = readMetric(trial, name);
  if (value === undefined) return undefined;
  const interval = entryOf(trial.probes, name)?.details?.interval;
  const [low, high] = Array.isArray(interval) && interval.every(Number.isFinite) ? interval : [value, value];
  return { value, low: low as number, high: high as number };
}
