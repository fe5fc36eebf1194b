import type { MetricLine } from '@infomin/runtime';
import { documentHtml, escapeHtml, section, trainingCurves } from '@infomin/runtime/report';
import type { Comparison, Difference } from './compare.js';
import { formatComparison } from './format.js';

export interface ComparedRun {
  readonly folder: string;
  readonly lines: readonly MetricLine[];
}

/** Runs side by side as one file to show: probes, what differs, and their curves, a colour a run. */
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
      runs.flatMap(({ folder, lines }) =>
        coursesOf(lines, stage).map((own) => ({ name: folder, lines: own })),
      ),
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

/** The lines of a stage, trial by trial. */
function coursesOf(lines: readonly MetricLine[], stage: string): MetricLine[][] {
  const own = lines.filter((line) => line.stage === stage);
  const trials = [...new Set(own.map(({ trial }) => trial))];
  return trials.map((trial) => own.filter((line) => line.trial === trial));
}
