import type { AddCommand } from '../session.js';
import { examples } from '../terminal/examples.js';

/** `infomin cancel DIR`: ends trials that other machines run. */
export const cancel: AddCommand = (program, session) => {
  program
    .command('cancel')
    .summary('end trials that other machines run')
    .description(
      'Ends the trials that wait or run and gathers the results of the others. The folder can be run again then, here or elsewhere: trials that are done stay, others go on from their checkpoints, but for those that workers of a queue had: these begin anew.',
    )
    .argument('<dir>', 'folder of the run')
    .option('--json', 'print the content of results.json')
    .addHelpText('after', examples([['infomin cancel runs/table-1', '']]))
    .action(async (dir: string) => {
      const { gather } = await import('../executors/handed.js');
      await gather(dir, { cancel: true, log: [] }, session);
    });
};
