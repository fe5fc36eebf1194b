import type { CompileResult } from '@infomin/compiler';
import { exitCodes, UsageError } from '../errors.js';
import type { RunFlags } from '../results/running.js';
import type { AddCommand, Session } from '../session.js';
import { collect } from '../terminal/collect.js';
import { examples } from '../terminal/examples.js';

/** `infomin run FILE`: every training, probe and report. */
export const run: AddCommand = (program, session) => {
  program
    .command('run')
    .summary('train, probe and report')
    .description(
      'Runs every training, probe and report of a file; all trials where it sweeps. Progress goes to standard error, results to a folder. A run that was cut short goes on where it stopped when the same command is given again.',
    )
    .argument('<file>', 'an .infomin file')
    .option(
      '--set <name=value>',
      'give a parameter a value, also where the file sweeps it; repeatable',
      collect,
      [],
    )
    .option('--seed <number>', 'give the seed a value, also where the file sweeps it')
    .option('--engine <name>', 'what computes; `infomin engines` lists what there is', 'auto')
    .option('--device <name>', 'which device the engine computes on')
    .option('--python <path>', 'the Python interpreter of engine torch')
    .option('--precision <name>', 'fp32, tf32 or bf16, for engine torch')
    .option('--deterministic', 'the same numbers each time, for engine torch')
    .option('--compile <when>', 'when engine torch compiles a step: auto, always, never')
    .option('--no-tune', "don't measure which way of computing is fastest here; take what usually is")
    .option('--jobs <number>', 'trials at a time (default: what suits engine and machine)')
    .option(
      '--on <executor>',
      'hand the trials to other machines and return: slurm, redis://host, kubernetes',
    )
    .option('--slurm-args <args>', 'arguments for sbatch, in one word: "--partition=gpu --gres=gpu:1"')
    .option('--wait', 'with --on: until all trials have ended, then their results')
    .option('--dry-run', 'with --on kubernetes: print a manifest, send nothing')
    .option('--log <name>', 'also write for tensorboard, mlflow or trackio; repeatable', collect, [])
    .option('--out <dir>', 'folder of the results (default: runs/<file name>)')
    .option('--overwrite', 'replace another run that the folder holds')
    .option('--force-unlock', 'take the folder from a process that holds it and certainly runs no more')
    .option('--resume', 'go on where an interrupted run stopped (default)', true)
    .option('--no-resume', 'start trials that were cut short anew')
    .option('--quiet', 'no progress')
    .option(
      '--json',
      'print the content of results.json, or with --on how the trials stand, as `status` does',
    )
    .addHelpText(
      'after',
      examples([
        ['infomin run experiment.infomin', 'results in runs/experiment/'],
        ['infomin run experiment.infomin --seed 3 --out runs/seed-3', ''],
        ['infomin run experiment.infomin --set distance=32 --json', 'one setting of a sweep, as JSON'],
        ['infomin run experiment.infomin --engine cpu', 'the slow reference engine'],
        ['infomin run experiment.infomin --on slurm --slurm-args "--partition=gpu"', 'a job array'],
      ]),
    )
    .action(async (file: string, flags: RunFlags) => {
      const { compileFile } = await import('../compilation.js');
      const compiled = await compileFile(file, { ...flags, toRun: true }, session);
      if (!compiled) return;
      const ended = await begin(compiled, flags, session);
      if (!ended) session.exitCode = exitCodes.failed;
    });
};

async function begin(compiled: Required<CompileResult>, flags: RunFlags, session: Session): Promise<boolean> {
  const { on } = flags;
  if (on !== undefined) {
    const { submitCompiled } = await import('../executors/submitting.js');
    return submitCompiled(compiled, { ...flags, on }, session);
  }
  const stray = (['slurmArgs', 'wait', 'dryRun'] as const).find((name) => flags[name] !== undefined);
  if (stray) throw new UsageError('--slurm-args, --wait and --dry-run are for --on');
  const { runCompiled } = await import('../results/running.js');
  return runCompiled(compiled, flags, session);
}
