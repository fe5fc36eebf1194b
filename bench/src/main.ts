import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { compareEngines } from './commands/agree.js';
import { prepareGpu } from './commands/gpu.js';
import { type MiOptions, measureMi } from './commands/mi.js';
import { measureProbe } from './commands/probe.js';
import { measureStep, type StepName, type StepOptions, steps, ways } from './commands/step.js';
import { measureThroughput } from './commands/throughput.js';
import type { Agreement } from './harness/agreement.js';
import type { TurnOptions } from './harness/turns.js';

interface Options extends TurnOptions {
  readonly engine: string;
}

const program = new Command('bench')
  .description(
    'Measures infomin beside its peers, in turns, and prints one JSON document. PEER_PYTHON names an interpreter ' +
      'that has torch, torchvision and scikit-learn; without it there is no ratio.',
  )
  .helpCommand(false);

const count = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('a whole number from 1');
  return value;
};

function command(name: string, rounds: number): Command {
  return program
    .command(name)
    .option('--engine <name>', 'the engine of the infomin side', 'onnx')
    .option('--turns <n>', 'how often each side has its turn', count, 5)
    .option('--rounds <n>', 'rounds a turn', count, rounds)
    .option('--warmup <n>', 'rounds before anything is measured', count, 3);
}

command('step', 10)
  .description('a training step beside PyTorch: same weights, same batches; the first 5 losses must agree')
  .addOption(new Option('--only <steps...>', 'some of the steps').choices(steps).default(steps))
  .addOption(new Option('--peer <ways...>', 'how the hand-written steps run').choices(ways).default(ways))
  .option('--set <name=value...>', "parameters of the steps' files, as images=64", [])
  .action(async ({ only, ...options }: StepOptions & { only: readonly StepName[] }) => {
    const results = [];
    for (const step of only) results.push(await measureStep(step, options));
    finish(
      'step',
      results,
      results.flatMap(({ peers }) => peers),
    );
  });

command('throughput', 20)
  .description('images a second of SimCLR on CIFAR-10, data and augmentation included, beside PyTorch')
  .action(async (options: Options) => {
    const root = process.env.CIFAR10_ROOT;
    if (!root) {
      throw new Error(
        'CIFAR10_ROOT is not set: it names the folder with the binary version (data_batch_1.bin, …)',
      );
    }
    finish('throughput', [await measureThroughput(root, options.engine, options)]);
  });

command('probe', 1)
  .description("a linear probe on 50,000 × 128 features beside scikit-learn's LogisticRegression")
  .action(async (options: Options) => finish('probe', [await measureProbe(options.engine, options)]));

program
  .command('mi')
  .description(
    "estimates of information beside bmi's own on its 40 tasks; what a folder holds already is not measured again",
  )
  .argument('<dir>', "the folder that tasks' results are kept in, and a table of them")
  .option('--engine <name>', 'the engine that critics learn on', 'onnx')
  .option('--only <names...>', 'tasks, by names or parts of them', [])
  .option('--rows <n>', 'samples of a task', count, 10_000)
  .option('--seed <n>', 'of samples and critics', Number, 0)
  .option('--steps <n>', 'most steps of a critic', count, 3000)
  .option('--jobs <n>', 'tasks at a time, each on one thread', count, availableParallelism())
  .action(async (folder: string, { engine, only, rows, seed, steps, jobs }: MiOptions) => {
    const result = await measureMi(folder, { engine, only, rows, seed, steps, jobs });
    process.stdout.write(
      `${JSON.stringify({ benchmark: 'mi', node: process.version, ...result }, null, 2)}\n`,
    );
  });

program
  .command('agree')
  .description(
    'whether two engines compute the same: losses of the first training of files, from the same seed',
  )
  .argument('<files...>', '.infomin files without imports')
  .option('--engine <name>', 'the engine that is tried', 'torch')
  .option('--with <name>', 'the engine that it is held against', 'onnx')
  .option('--rounds <n>', 'rounds of all sides', count, 100)
  .action(async (files: string[], options: { engine: string; with: string; rounds: number }) => {
    const results = [];
    for (const file of files) {
      results.push(await compareEngines(file, [options.engine, options.with], options.rounds));
    }
    process.stdout.write(
      `${JSON.stringify({ benchmark: 'agree', node: process.version, results }, null, 2)}\n`,
    );
    for (const { file, first, last } of results) {
      if (first <= 1e-5 && last <= 1e-3) continue;
      console.error(`${file}: the first five losses differ by ${first}, those of the last tenth by ${last}`);
      process.exitCode = 1;
    }
  });

program
  .command('gpu')
  .description(
    'prepares a folder for a machine with a GPU and PyTorch, but without Node: `bash DIR/run.sh` there, with OUT set to where results go',
  )
  .argument('<dir>', 'the folder')
  .action(prepareGpu);

interface Compared {
  readonly agreement?: Agreement | undefined;
}

/** `compared`: where results were held against a peer's. */
function finish<T extends Compared & { readonly note?: string | undefined }>(
  benchmark: string,
  results: readonly T[],
  compared: readonly Compared[] = results,
): void {
  process.stdout.write(`${JSON.stringify({ benchmark, node: process.version, results }, null, 2)}\n`);
  for (const { note } of results) if (note) console.error(note);
  for (const { agreement } of compared) {
    if (!agreement || agreement.agrees) continue;
    console.error(`the sides do not compute the same: their losses differ by ${agreement.difference}`);
    process.exitCode = 1;
  }
}

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
