import { isMeasured } from '@infomin/plugin';
import type { MetricLine } from '@infomin/runtime';
import {
  type Course,
  documentHtml,
  escapeHtml,
  section,
  settingOf,
  trainingCurves,
} from '@infomin/runtime/report';
import type { Comparison, Difference } from './compare.js';
import { formatComparison } from './format.js';
import type { FoundRun } from './read-run.js';

export interface ComparedRun extends FoundRun {
  readonly lines: readonly MetricLine[];
}

/** Runs side by side as one file to show: probes, what differs, and their curves, a colour a run and setting. */
export function comparePage(
  runs: readonly ComparedRun[],
  differences: readonly Difference[],
  probes: readonly Comparison[],
): string {
  const folders = runs.map(({ folder }) => folder);
  const stages = [...new Set(runs.flatMap(({ lines }) => lines.map(({ stage }) => stage)))];
  const curves = stages.map((stage) =>
    trainingCurves(
      stage,
      runs.flatMap((run) => coursesOf(run, stage)),
    ),
  );
  return documentHtml(escapeHtml(folders.join(' · ')), [
    section('Probes', probes.length > 0 ? table(['', ...folders], probes.flatMap(formatComparison)) : ''),
    section(
      'What differs',
      differences.length > 0
        ? table(
            ['', ...folders],
            differences.map(({ what, values }) => [what, ...values.map((value) => value ?? '–')]),
          )
        : '<p>Nothing in what the runs say.</p>',
    ),
    section('Training', curves.length > 0 ? `<div class="figures">${curves.join('\n')}</div>` : ''),
  ]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: string, row: readonly string[]) =>
    row.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('');
  const body = rows.map(
    ([name = '', ...rest]) => `<tr><th>${escapeHtml(name)}</th>${cells('td', rest)}</tr>`,
  );
  return `<div class="scroll"><table><thead><tr>${cells('th', head)}</tr></thead>\n<tbody>${body.join('\n')}</tbody></table></div>`;
}

/** A stage, trial by trial. */
function coursesOf({ folder, plan, results, lines }: ComparedRun, stage: string): Course[] {
  return plan.trials.flatMap((trial) => {
    const own = lines.filter((line) => line.stage === stage && line.trial === trial.id);
    const outcome = results?.trials.find(({ id }) => id === trial.id);
    const name = [folder, settingOf(trial, plan)].filter(Boolean).join(' · ');
    return own.length === 0 ? [] : [{ name, lines: own, leftOut: !outcome || !isMeasured(outcome) }];
  });
}
