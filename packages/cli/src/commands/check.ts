import { exitCodes } from '../errors.js';
import type { AddCommand } from '../session.js';
import { collect } from '../terminal/collect.js';
import { examples } from '../terminal/examples.js';

/** `infomin check FILE…`: every diagnostic, with code, place, code frame and suggestion. */
export const check: AddCommand = (program, session) => {
  program
    .command('check')
    .summary('find every mistake in files before anything runs')
    .description(
      'Checks names, types, shapes and parameters of .infomin files. Reads no data files and loads no tensor library.',
    )
    .argument('<file...>', '.infomin files')
    .option(
      '--set <name=value>',
      'give a parameter a value, also where the file sweeps it; repeatable',
      collect,
      [],
    )
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples([
        ['infomin check experiment.infomin', 'diagnostics with code frames'],
        ['infomin check experiment.infomin --set small=true', 'with another value of a parameter'],
        ['infomin check --json *.infomin', 'the same for programs'],
      ]),
    )
    .action(async (files: string[], flags: { set: string[] }) => {
      const { checkFiles, count, tellDiagnostics } = await import('../diagnostics.js');
      const set = flags.set.length === 0 ? {} : (await import('../compilation.js')).parseSettings(flags.set);
      const found = await checkFiles(files, set, session);
      if (session.json) session.document({ diagnostics: found.diagnostics, reads: found.reads });
      else await tellDiagnostics(found, session);
      if (found.diagnostics.some(({ severity }) => severity === 'error')) session.exitCode = exitCodes.failed;
      else if (!session.json)
        session.tell(`${session.err('green', 'ok')}: ${count(files.length, 'file')} without errors`);
    });
};
