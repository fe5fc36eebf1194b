import type { AddCommand } from '../session.js';
import { examples } from '../terminal/examples.js';

/** `infomin compare A B…`: runs side by side. */
export const compare: AddCommand = (program, session) => {
  program
    .command('compare')
    .summary('runs side by side')
    .description(
      'Tells what differs in what runs say, and their probes, mean ± standard deviation over all trials that measured them. Each run less the first is taken over pairs of trials with the same seed and the same values of what any of them sweeps.',
    )
    .argument('<run...>', 'folders of runs, the first to compare with')
    .option('-o, --output <file>', 'write a page with curves instead, as HTML')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples([
        ['infomin compare runs/warm runs/cold', ''],
        ['infomin compare runs/warm runs/cold -o compare.html', 'with their curves, as a page'],
      ]),
    )
    .action(async (folders: string[], { output }: { readonly output?: string }) => {
      const { readRun } = await import('../runs/read-run.js');
      const { compareProbes, differencesOf } = await import('../runs/compare.js');
      const warn = (message: string) => session.warn(message);
      const found = await Promise.all(folders.map((folder) => readRun(folder, warn)));
      const differences = differencesOf(found.map(({ plan }) => plan));
      const probes = compareProbes(found);
      if (output !== undefined) {
        const { readLines } = await import('@infomin/runtime/trained-model');
        const { comparePage } = await import('../runs/compare-page.js');
        const { writeOutput } = await import('../output-file.js');
        const runs = await Promise.all(
          found.map(async (run) => ({ ...run, lines: await readLines(run.folder, warn) })),
        );
        await writeOutput(output, comparePage(runs, differences, probes));
        session.tell(`${output} written`);
      }
      if (session.json) return session.document({ runs: folders, differences, probes });
      if (output !== undefined) return;
      const { formatTable } = await import('../terminal/table.js');
      const { formatComparison } = await import('../runs/format.js');
      const says = differences.map(({ what, values }) => [what, ...values.map((value) => value ?? '–')]);
      const rows = probes.flatMap(formatComparison);
      session.print(formatTable([['', ...folders], ...says, [], ...rows]));
    });
};
