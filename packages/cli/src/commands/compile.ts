import type { AddCommand } from '../session.js';
import { collect } from '../terminal/collect.js';
import { examples } from '../terminal/examples.js';
import { jsonText } from '../terminal/json.js';

/** `infomin compile FILE [-o plan.json]`: the typed plan, as JSON. */
export const compile: AddCommand = (program, session) => {
  program
    .command('compile')
    .summary('the typed plan, as JSON')
    .description(
      'Compiles a file to its plan: every trial with its typed graph, trainings, probes and reports.',
    )
    .argument('<file>', 'an .infomin file')
    .option('-o, --output <plan.json>', 'where to write it instead of standard output')
    .option('--set <name=value>', 'give a parameter a value, also where the file sweeps it', collect, [])
    .option('--seed <number>', 'give the seed a value, also where the file sweeps it')
    .option('--json', 'print errors as JSON too')
    .addHelpText(
      'after',
      examples([
        ['infomin compile experiment.infomin -o plan.json', ''],
        ['infomin compile experiment.infomin --set distance=32', 'one setting of what the file sweeps'],
      ]),
    )
    .action(async (file: string, options: { output?: string; set: string[]; seed?: string }) => {
      const { compileFile } = await import('../compilation.js');
      const compiled = await compileFile(file, options, session);
      if (!compiled) return;
      const text = `${jsonText(compiled.plan)}\n`;
      if (options.output === undefined) return session.io.stdout.write(text);
      const { writeOutput } = await import('../output-file.js');
      await writeOutput(options.output, text);
      session.tell(`${options.output} written`);
    });
};
