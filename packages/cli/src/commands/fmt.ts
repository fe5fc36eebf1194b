import { exitCodes } from '../errors.js';
import type { AddCommand, Session } from '../session.js';
import { examples } from '../terminal/examples.js';

type Outcome = 'formatted' | 'unchanged' | 'broken';

/** `infomin fmt FILE… [--check]`: the one canonical layout. */
export const fmt: AddCommand = (program, session) => {
  program
    .command('fmt')
    .summary('lay files out in the one canonical way')
    .description(
      'Rewrites .infomin files in the canonical layout: 100 columns, comments kept, meaning kept. `-` formats standard input to standard output.',
    )
    .argument('<file...>', '.infomin files, or - for standard input')
    .option('--check', 'write nothing; exit 1 if a file is not laid out so')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples([
        ['infomin fmt experiment.infomin', 'rewrite the file'],
        ['infomin fmt --check *.infomin', 'for CI'],
        ['infomin fmt - < experiment.infomin', 'print it laid out'],
      ]),
    )
    .action(async (files: string[], options: { check?: boolean }) => {
      const outcomes: { file: string; outcome: Outcome }[] = [];
      for (const file of files) {
        outcomes.push({ file, outcome: await formatFile(file, options.check === true, session) });
      }
      if (session.json) session.document({ files: outcomes });
      const failed = (outcome: Outcome) => outcome === 'broken' || (options.check && outcome === 'formatted');
      if (outcomes.some(({ outcome }) => failed(outcome))) session.exitCode = exitCodes.failed;
    });
};

async function formatFile(file: string, checkOnly: boolean, session: Session): Promise<Outcome> {
  const { readSource, textOf } = await import('../source-file.js');
  const { format } = await import('@infomin/grammar');
  const before = file === '-' ? textOf(await session.io.stdin(), 'standard input') : readSource(file);
  const { text, problems } = format(before);
  if (problems.length > 0) {
    const { checkSyntax } = await import('@infomin/compiler');
    const { tellDiagnostics } = await import('../diagnostics.js');
    await tellDiagnostics(checkSyntax(file, before), session);
    return 'broken';
  }
  if (file === '-' && !checkOnly && !session.json) session.io.stdout.write(text);
  if (text === before) return 'unchanged';
  if (checkOnly) session.tell(`${file} is not in the canonical layout`);
  else if (file !== '-') {
    const { writeOutput } = await import('../output-file.js');
    await writeOutput(file, text);
    session.tell(`${file} formatted`);
  }
  return 'formatted';
}
