import { spawnSync } from 'node:child_process';
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HostTensors, ProgramSpec } from '@infomin/plugin';
import { eject } from '@infomin/plugin-engine-torch/eject';
import { computeCase, families, inputsOfCase, onCpu, programOf } from '@infomin/testing/engine-cases';

const bench = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const cli = join(dirname(createRequire(import.meta.url).resolve('infomin')), '..', 'bin', 'infomin.js');

/** The folders: of which program, and whether another engine does its steps here, to hold the device's against. */
const folders: readonly { readonly name: string; readonly file: string; readonly check: boolean }[] = [
  { name: 'simclr', file: 'simclr.infomin', check: true },
  { name: 'moving-mnist', file: 'moving-mnist.infomin', check: true },
  { name: 'view-learning', file: 'view-learning.infomin', check: true },
  { name: 'views', file: 'views.infomin', check: true },
  { name: 'resnet18', file: 'resnet18.infomin', check: false },
  { name: 'resnet18-views', file: 'resnet18-views.infomin', check: false },
  { name: 'resnet50', file: 'resnet50.infomin', check: false },
];

/**
 * Prepares a folder that goes to a machine with a GPU, Python and PyTorch, but without Node: ejected steps, which draw their
 * weights themselves, the cases of the engine contract, the hand-written steps, and `run.sh`, which measures all of it.
 */
export async function prepareGpu(out: string): Promise<void> {
  await mkdir(out, { recursive: true });
  for (const { name, file, check } of folders) {
    writeStep(file, join(out, name), check ? [] : ['--no-check']);
  }
  await writeContract(join(out, 'contract'));
  await handWritten(out);
}

/** A program's step as a folder that draws its weights itself. */
export function writeStep(program: string, folder: string, flags: readonly string[]): void {
  const file = join(bench, 'programs', program);
  const { status } = spawnSync(
    process.execPath,
    [cli, 'compile', file, '--as', 'torch', '-o', folder, '--no-state', '--trust', ...flags],
    { stdio: ['ignore', 2, 2] },
  );
  if (status !== 0) throw new Error(`infomin compile ${program} ended with status ${status}`);
}

/** The scripts that measure, and the steps as one writes them in PyTorch. */
export async function handWritten(out: string): Promise<void> {
  await cp(join(bench, 'peers', 'models.py'), join(out, 'models.py'));
  for (const name of await readdir(join(bench, 'gpu'))) await cp(join(bench, 'gpu', name), join(out, name));
}

/** The cases of the engine contract, forward and gradient, as one ejected folder with tfjs's results. */
async function writeContract(folder: string): Promise<void> {
  const cases = Object.values(families)
    .flat()
    .map((one) => {
      const inputs = inputsOfCase(one);
      return {
        spec: programOf(one, inputs),
        inputs,
        outputs: onCpu((given) => computeCase(one, given), inputs),
      };
    });
  const stored = (inputs: HostTensors) =>
    Object.fromEntries(
      Object.entries(inputs).map(([name, tensor]) => [name, { kind: 'stored', tensor } as const]),
    );
  const files = await eject({
    name: 'the engine contract',
    seed: 5,
    programs: cases.map(({ spec }): ProgramSpec => spec),
    runs: cases.map(({ spec, inputs }) => ({ spec, step: 0, inputs: stored(inputs) })),
    runsARound: cases.length,
    stepsARound: 1,
    parts: {},
    expected: { engine: 'TensorFlow.js', outputs: cases.map(({ outputs }) => outputs), rootMeanSquares: {} },
  });
  await mkdir(folder, { recursive: true });
  for (const [name, content] of files) await writeFile(join(folder, name), content);
}
