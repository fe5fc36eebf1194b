import type { AddCommand } from '../session.js';
import { examples } from '../terminal/examples.js';

/** `infomin compare A B…`: runs side by side. */
export const compare: AddCommand = (program, session) => {
  program
    .command('compare')
    .summary('runs side by side')
    .description(
      'Tells what differs in what runs say, and their probes, mean ± standard deviation over all trials that measured them.\nEach run less the first is taken over pairs of trials with the same seed and the same swept values.',
    )
    .argument('<run...>', 'folders of runs, the first to compare with')
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples([['infomin compare runs/warm runs/cold', '']]))
    .action(async (folders: string[]) => {
      const { readRun } = await import('../runs/read-run.js');
      const { compareProbes, differencesOf } = await import('../runs/compare.js');
      const found = await Promise.all(folders.map(readRun));
      const differences = differencesOf(found.map(({ plan }) => plan));
      const probes = compareProbes(found);
      if (session.json) return session.document({ runs: folders, differences, probes });
      const { formatTable } = await import('../terminal/table.js');
      const { formatMean } = await import('../runs/format.js');
      const says = differences.map(({ what, values }) => [what, ...values.map((value) => value ?? '–')]);
      const rows = probes.flatMap(({ probe, measure, values, paired }) => [
        [probe, ...values.map((value) => formatMean(value, measure))],
        ...(paired.some(Boolean)
          ? [
              [
                '  less the first',
                ...paired.map((value) => (value ? `${formatMean(value, measure)} (${value.n} pairs)` : '')),
              ],
            ]
          : []),
      ]);
      session.io.stdout.write(`${formatTable([['', ...folders], ...says, [], ...rows])}\n`);
    });
};
