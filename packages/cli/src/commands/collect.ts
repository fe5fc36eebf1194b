import { exitCodes } from '../errors.js';
import type { AddCommand } from '../session.js';
import { collect as optionValues } from '../terminal/collect.js';
import { examples } from '../terminal/examples.js';

/** `infomin collect DIR`: results of trials that other machines ran. */
export const collect: AddCommand = (program, session) => {
  program
    .command('collect')
    .summary('gather the results of trials that other machines ran')
    .description(
      'Writes results.json, metrics.jsonl and report.html over the trials that have ended so far. It may be given again while others run, and ends with status 0 as long as none has failed or was lost.',
    )
    .argument('<dir>', 'folder of the run')
    .option('--log <name>', 'also write for tensorboard, mlflow or trackio; repeatable', optionValues, [])
    .option('--json', 'print the content of results.json')
    .addHelpText('after', examples([['infomin collect runs/table-1', '']]))
    .action(async (dir: string, { log }: { readonly log: readonly string[] }) => {
      const { gather } = await import('../executors/handed.js');
      if (!(await gather(dir, { cancel: false, log }, session))) session.exitCode = exitCodes.failed;
    });
};
