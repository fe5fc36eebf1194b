import { existsSync } from 'node:fs';
import type { AddCommand } from '../session.js';
import { examples } from '../terminal/examples.js';

/** `infomin runs [DIR…]`: which runs there are. */
export const runs: AddCommand = (program, session) => {
  program
    .command('runs')
    .summary('list runs')
    .description('Lists the runs in folders and right below them.')
    .argument('[dir...]', 'folders (default: runs)')
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples([['infomin runs runs elsewhere/runs', '']]))
    .action(async (dirs: string[]) => {
      const { findRuns } = await import('../runs/read-run.js');
      const { compareProbes } = await import('../runs/compare.js');
      const { isComplete } = await import('@infomin/runtime');
      const folders = dirs.length > 0 ? dirs : ['runs'].filter(existsSync);
      const found = await findRuns(folders, (message) => session.warn(message));
      const rows = found.map((run) => {
        const ended = (run.results?.trials ?? []).filter(isComplete);
        return {
          folder: run.folder,
          file: run.plan.file,
          engine: run.results?.engine,
          done: ended.length,
          trials: run.plan.trials.length,
          probes: compareProbes([run]),
        };
      });
      if (session.json) return session.document({ runs: rows });
      const { formatTable } = await import('../terminal/table.js');
      const { formatMean } = await import('../runs/format.js');
      const table = rows.map(({ folder, file, engine, done, trials, probes }) => [
        session.out('bold', folder),
        file,
        engine ?? '–',
        `${done}/${trials} trials`,
        probes
          .map(({ probe, values: [value], measure }) => `${probe} ${formatMean(value, measure)}`)
          .join(', '),
      ]);
      session.print(table.length > 0 ? formatTable(table) : 'no runs');
    });
};
