import type { AddCommand } from '../session.js';
import { examples } from '../terminal/examples.js';

/** Beyond so many trials those that wait or are done are counted, not listed. */
const LISTED = 40;

/** `infomin status DIR`: how trials that other machines run stand. */
export const status: AddCommand = (program, session) => {
  program
    .command('status')
    .summary('how trials that other machines run stand')
    .description(
      'Tells of each trial that was handed to other machines whether it waits, runs, or how it ended. `lost` is one that has ended without a result: the same `infomin run … --on …` hands it over again.',
    )
    .argument('<dir>', 'folder of the run')
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples([['infomin status runs/table-1', '']]))
    .action(async (dir: string) => {
      const { withStates } = await import('../executors/handed.js');
      await withStates(dir, session, async (states, { plan, submission }) => {
        if (session.json) return session.document({ on: submission.on, trials: states });
        const { countsOf } = await import('../executors/follow.js');
        const { labelOf } = await import('../results/label.js');
        const { formatTable } = await import('../terminal/table.js');
        const told = states.filter(
          ({ state }) => states.length <= LISTED || !['waiting', 'done'].includes(state),
        );
        const rows = told.map(({ id, state, at, message }) => [
          labelOf(id, plan) || id,
          state,
          message ?? (at ? `${at.stage}, step ${at.step}` : ''),
        ]);
        session.print(`${submission.on}: ${countsOf(states)}`);
        if (rows.length > 0) session.print(formatTable(rows));
      });
    });
};
