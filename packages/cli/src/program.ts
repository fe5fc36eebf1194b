import { visible } from '@infomin/plan';
import { Command, Help } from 'commander';
import { cancel } from './commands/cancel.js';
import { check } from './commands/check.js';
import { clean } from './commands/clean.js';
import { collect } from './commands/collect.js';
import { compare } from './commands/compare.js';
import { compile } from './commands/compile.js';
import { docs } from './commands/docs.js';
import { engines } from './commands/engines.js';
import { explain } from './commands/explain.js';
import { exportModel } from './commands/export.js';
import { fmt } from './commands/fmt.js';
import { graph } from './commands/graph.js';
import { init } from './commands/init.js';
import { plugins } from './commands/plugins.js';
import { run } from './commands/run.js';
import { runs } from './commands/runs.js';
import { status } from './commands/status.js';
import { trial } from './commands/trial.js';
import { worker } from './commands/worker.js';
import { UsageError } from './errors.js';
import type { AddCommand, Session } from './session.js';
import { examples } from './terminal/examples.js';
import { wantsColor } from './terminal/style.js';
import { version } from './versions.js';

const commands: readonly AddCommand[] = [
  init,
  check,
  fmt,
  compile,
  graph,
  run,
  status,
  collect,
  cancel,
  trial,
  worker,
  runs,
  clean,
  compare,
  exportModel,
  explain,
  plugins,
  engines,
  docs,
];

/** Commands that run no code of others. */
const loadNoPlugins = ['init', 'fmt', 'explain', 'engines', 'runs', 'clean', 'compare'];

/** The command line's grammar: commands, arguments, options, help. */
export function createProgram(session: Session): Command {
  const { io } = session;
  const program = new Command('infomin')
    .description('Experiments on views for contrastive learning, declared in .infomin files.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .exitOverride()
    .configureHelp({
      // Commander tells of defaults that say nothing: no values, and that what may be denied holds.
      optionDescription: (option) =>
        new Help().optionDescription(option).replace(/ \(default: (?:\[\]|true)\)$/, ''),
    })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(visible(text).replace(/^error:/, session.err('red', 'error:'))),
      getOutHelpWidth: () => Math.min(io.stdout.columns, 100),
      getErrHelpWidth: () => Math.min(io.stderr.columns, 100),
      getOutHasColors: () => wantsColor(io.stdout, io.env),
      getErrHasColors: () => wantsColor(io.stderr, io.env),
    })
    .addHelpText(
      'after',
      examples([
        ['infomin check experiment.infomin', 'find every mistake before anything runs'],
        ['infomin run experiment.infomin --seed 3', 'train, probe and report'],
        ['infomin explain IM2003', 'what a diagnostic means and how to mend it'],
      ]),
    )
    .addHelpText('after', '\nExit status: 0 done, 1 the file has errors or the run failed, 2 wrong usage.');
  program.hook('preAction', (_, command) => {
    // Where it was removed, this throws; Node's loader of plugins would wait for ever.
    process.cwd();
    const { out, output, store } = command.opts();
    if ([...command.args, out, output, store].includes(''))
      throw new UsageError('a name is empty', 'Is it a variable of the shell that is not set?');
  });
  for (const add of commands) add(program, session);
  for (const command of program.commands) {
    if (!loadNoPlugins.includes(command.name())) {
      command.option('--trust', 'allow the plugins that the file uses to run, now and from now on');
    }
    command
      .option('--debug', 'show stack traces, and how long a step takes to compile')
      .helpOption('-h, --help', 'show help')
      .showHelpAfterError(`(infomin ${command.name()} --help tells how)`);
  }
  return program.showHelpAfterError('(infomin --help lists the commands)');
}
