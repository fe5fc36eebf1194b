import { join } from 'node:path';
import { quoted } from '@infomin/plugin/quoted';
import { Option } from 'commander';
import { UsageError } from '../errors.js';
import type { AddCommand, Session } from '../session.js';
import { collect } from '../terminal/collect.js';
import { examples } from '../terminal/examples.js';
import { jsonText } from '../terminal/json.js';

interface CompileFlags {
  readonly as: 'plan' | 'torch';
  readonly train?: string;
  readonly state: boolean;
  readonly check: boolean;
  readonly output?: string;
  readonly set: string[];
  readonly seed?: string;
}

/** `infomin compile FILE [--as plan|torch] [-o OUT]`: the typed plan, as JSON, or a training's step as a folder of PyTorch code. */
export const compile: AddCommand = (program, session) => {
  program
    .command('compile')
    .summary('the typed plan, as JSON, or its step as PyTorch code')
    .description(
      'Compiles a file to its plan: every trial with its typed graph, trainings, probes and reports. Or, with --as torch, to a folder with the programs of a training as PyTorch code, which runs, checks and times itself without infomin.',
    )
    .argument('<file>', 'an .infomin file')
    .addOption(
      new Option('--as <form>', 'the plan, or a folder that needs Python and PyTorch alone')
        .choices(['plan', 'torch'])
        .default('plan'),
    )
    .option('--train <name>', 'with --as torch: which training, where the file has several')
    .option('--no-state', 'with --as torch: store no weights; the folder draws the same ones')
    .option(
      '--no-check',
      'with --as torch: do no steps here, so that there are no results to hold others against',
    )
    .option('-o, --output <path>', 'where to write it: a file instead of standard output, or the folder')
    .option(
      '--set <name=value>',
      'give a parameter a value, also where the file sweeps it; repeatable',
      collect,
      [],
    )
    .option('--seed <number>', 'give the seed a value, also where the file sweeps it')
    .option('--json', 'print errors as JSON too')
    .addHelpText(
      'after',
      examples([
        ['infomin compile experiment.infomin -o plan.json', ''],
        ['infomin compile experiment.infomin --set distance=32', 'one setting of what the file sweeps'],
        ['infomin compile experiment.infomin --as torch -o step', 'then: python step/check.py'],
      ]),
    )
    .action(async (file: string, options: CompileFlags) => {
      if (options.as === 'torch') return writeFolder(file, options, session);
      const { train, state, check } = options;
      const stray = train !== undefined ? '--train' : !state ? '--no-state' : !check && '--no-check';
      if (stray)
        throw new UsageError(`${stray} goes with --as torch`, 'A plan holds every training, and no weights.');
      const { compileFile } = await import('../compilation.js');
      const compiled = await compileFile(file, options, session);
      if (!compiled) return;
      const text = `${jsonText(compiled.plan)}\n`;
      if (options.output !== undefined) {
        const { writeOutput } = await import('../output-file.js');
        await writeOutput(options.output, text);
        session.tell(`${options.output} written`);
      }
      if (options.output === undefined || session.json) session.io.stdout.write(text);
    });
};

async function writeFolder(file: string, options: CompileFlags, session: Session): Promise<void> {
  const { output, train } = options;
  if (output === undefined) {
    throw new UsageError(
      '--as torch writes a folder: name it by -o',
      `infomin compile ${quoted(file)} --as torch -o step`,
    );
  }
  const { compileFile } = await import('../compilation.js');
  const compiled = await compileFile(file, options, session);
  if (!compiled) return;
  const { plan } = compiled;
  const { trainingOf, writeEjected } = await import('../ejection.js');
  const stage = trainingOf(plan, train);
  const [trial, ...others] = plan.trials;
  if (others.length > 0)
    session.tell(`of ${plan.trials.length} trials, ${trial!.id} is written; --set and --seed choose another`);
  const files = await writeEjected(plan, stage, output, options, session);
  const path = (name: string) => quoted(join(output, name));
  const checks = options.check ? `python ${path('check.py')} checks it, ` : '';
  session.tell(`${output} written: ${checks}python ${path('bench.py')} times it`);
  if (session.json) session.document({ folder: output, trial: trial!.id, train: stage.id, files });
}
