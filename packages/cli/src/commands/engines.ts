import type { EngineSignature } from '@infomin/plugin';
import { pickEngine } from '../engines.js';
import type { AddCommand } from '../session.js';
import { examples } from '../terminal/examples.js';
import { formatTable } from '../terminal/table.js';

/** `infomin engines`: which engines this machine can use, which one `auto` picks, and why the others can't run. */
export const engines: AddCommand = (program, session) => {
  program
    .command('engines')
    .summary('which engines this machine can use, and which one `auto` picks')
    .description(
      'Shows what can compute on this machine, what `--engine auto` picks, and what the others lack.',
    )
    .option('--python <path>', 'the Python interpreter of engine torch')
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples([['infomin engines --json', 'the same for programs']]))
    .action(async ({ python }: { python?: string }) => {
      const { loadInstalled } = await import('../installed.js');
      const signatures = (await loadInstalled())
        .flatMap((plugin) => plugin.constructors)
        .filter((declared): declared is EngineSignature => declared.kind === 'engine');
      const states = await pickEngine(signatures, python === undefined ? {} : { python });
      if (session.json) return session.document({ engines: states });
      const rows = states.map(({ name, available, auto, detail }) => [
        auto ? session.out('green', '→') : ' ',
        session.out('bold', name),
        available ? session.out('green', 'can run') : session.out('dim', 'cannot run'),
        detail,
      ]);
      session.print(`${formatTable(rows)}\n\n→ is what \`--engine auto\` picks.`);
    });
};
