import { readFile } from 'node:fs/promises';
import {
  checkTensor,
  type HostTensor,
  type HostTensors,
  type ProgramSpec,
  Random,
  type TensorSpec,
} from '@infomin/plugin';
import { type Storable, writeSafetensors } from '@infomin/plugin/safetensors';
import { optimise, trace } from '@infomin/tensor-program';
import { type Lowered, lower, loweredOps, moduleOf } from '../lower/lower.js';
import { identifier } from '../lower/python.js';
import { type AboutProgram, readme } from './about.js';
import type { EjectedRun, Ejection } from './ejection.js';

const pythonFile = (name: string) => readFile(new URL(`../../python/${name}`, import.meta.url));

/** The files of a folder that runs, checks and times programs with PyTorch alone, by name. */
export async function eject(ejection: Ejection): Promise<Map<string, string | Uint8Array>> {
  const { programs, runs, state, expected } = ejection;
  const names = new Set<string>();
  const ready = programs.map((spec) => {
    const base = identifier(spec.name);
    let name = base;
    for (let i = 2; names.has(name); i++) name = `${base}_${i}`;
    names.add(name);
    const { weights } = spec;
    return { spec, name, lowered: lower(optimise(trace(spec), loweredOps), { name, rounds: true, weights }) };
  });
  const constants: Record<string, Storable> = {};
  for (const { name, lowered } of ready) {
    for (const constant of lowered.constants) constants[`${name}.${constant.name}`] = constant;
  }
  const specs: Record<string, TensorSpec> = Object.assign({}, ...programs.map((spec) => spec.state));
  const stored: Record<string, HostTensor> = {};
  const inputs: Record<string, HostTensor> = {};
  const wanted: Record<string, HostTensor> = {};
  const about = {
    name: ejection.name,
    seed: ejection.seed,
    expected_from: expected?.engine,
    runs_a_round: ejection.runsARound,
    steps_a_round: ejection.stepsARound,
    programs: ready.map(({ spec, name, lowered }) => ({
      name: spec.name,
      function: name,
      arguments: lowered.arguments.map((argument) => [
        argument.kind === 'input' || argument.kind === 'keys' ? 'given' : argument.kind,
        argument.name,
      ]),
      outputs: lowered.outputs.map((output) => output.name),
      keys: lowered.arguments.find(({ kind }) => kind === 'keys')?.name,
      streams: lowered.draws.map(({ stream }) => stream),
      constants: lowered.constants.map((constant) => constant.name),
    })),
    state: Object.fromEntries(
      Object.entries(specs).map(([name, { dtype, shape }]) => {
        const given = state?.[name];
        if (given) {
          checkTensor(`state '${name}'`, { dtype, shape }, given);
          stored[name] = given;
        }
        const parts = (ejection.parts[name] ?? []).map(({ spec, start, name: part }) => ({
          name: part,
          shape: spec.shape,
          ...spec.init,
          start,
        }));
        return [name, { dtype, shape, parts }];
      }),
    ),
    runs: runs.map((run, i) => {
      const program = ready.findIndex(({ spec }) => spec === run.spec);
      const outputs = expected?.outputs[i];
      for (const [name, tensor] of Object.entries(outputs ?? {})) wanted[`${i}.${name}`] = tensor;
      return {
        program,
        step: run.step,
        inputs: inputsOf(run, i, ready[program]!.lowered, inputs),
      };
    }),
    // What other trainings of the file have is not in the folder.
    after: Object.fromEntries(
      Object.entries(expected?.rootMeanSquares ?? {}).filter(([name]) => Object.hasOwn(specs, name)),
    ),
  };
  const tensors = Object.entries({ state: stored, constants, inputs, expected: wanted })
    .filter(([, own]) => Object.keys(own).length > 0)
    .map(([name, own]) => [`${name}.safetensors`, writeSafetensors(own)] as const);
  const files = new Map<string, string | Uint8Array>([
    [
      'README.md',
      readme(
        ejection.name,
        ready.map((program) => aboutOf(program, runs)),
        { stored: state !== undefined, expected },
      ),
    ],
    [
      'step.py',
      moduleOf(
        ready.map(({ lowered }) => lowered),
        'cpu',
      ),
    ],
    ['program.json', `${jsonLines({ ...about, tensors: tensors.map(([name]) => name) })}\n`],
    ...tensors,
  ]);
  for (const name of ['infomin_ops.py', 'infomin_random.py', 'infomin_steps.py']) {
    files.set(name, await pythonFile(name));
  }
  for (const name of ['infomin_folder.py', 'check.py', 'bench.py']) {
    files.set(name, await pythonFile(`eject/${name}`));
  }
  return files;
}

function aboutOf(
  { spec, lowered }: { readonly spec: ProgramSpec; readonly lowered: Lowered },
  runs: readonly EjectedRun[],
): AboutProgram {
  const { inputs } = runs.find((run) => run.spec === spec)!;
  const data = lowered.arguments.flatMap((argument): [string, string][] => {
    if (argument.kind !== 'input' || inputs[argument.input]!.kind === 'value') return [];
    const { dtype, shape } = spec.inputs[argument.input]!;
    return [[argument.name, `${dtype} [${shape.join(', ')}]`]];
  });
  return { name: spec.name, data: Object.fromEntries(data) };
}

const streamOf = (run: number, input: string) => `example/${run}/${input}`;

function inputsOf(run: EjectedRun, at: number, lowered: Lowered, stored: Record<string, HostTensor>) {
  return Object.fromEntries(
    lowered.arguments.flatMap((argument): [string, object][] => {
      if (argument.kind !== 'input') return [];
      const input = run.inputs[argument.input]!;
      const { dtype, shape } = run.spec.inputs[argument.input]!;
      if (input.kind === 'stored') {
        stored[`${at}.${argument.name}`] = input.tensor;
        return [[argument.name, { dtype, shape }]];
      }
      const source =
        input.kind === 'value'
          ? { value: input.value, each_round: input.eachRound }
          : { dtype, shape, below: input.below, stream: streamOf(at, argument.input) };
      return [[argument.name, source]];
    }),
  );
}

/** The inputs of the run at a place as the folder has them. */
export function exampleInputs(run: EjectedRun, at: number, seed: number): HostTensors {
  return Object.fromEntries(
    Object.entries(run.spec.inputs).map(([name, { dtype, shape }]): [string, HostTensor] => {
      const input = run.inputs[name]!;
      if (input.kind === 'stored') return [name, input.tensor];
      if (input.kind === 'value') return [name, { dtype, shape, data: Float32Array.of(input.value) }];
      const random = Random.of(seed, streamOf(at, name));
      const size = shape.reduce((a, b) => a * b, 1);
      if (dtype === 'float32')
        return [name, { dtype, shape, data: random.fillUniform(new Float32Array(size)) }];
      const data = dtype === 'uint8' ? new Uint8Array(size) : new Int32Array(size);
      for (let i = 0; i < size; i++) data[i] = random.int(input.below);
      return [name, { dtype, shape, data }];
    }),
  );
}

/** JSON with a line for each of the things that a list or record of the first two levels holds. */
function jsonLines(value: object, depth = 0): string {
  const line = (key: string, item: unknown) =>
    `${' '.repeat(depth + 1)}${key}${depth < 1 && typeof item === 'object' && item !== null ? jsonLines(item, depth + 1) : JSON.stringify(item)}`;
  const lines = Array.isArray(value)
    ? value.map((item) => line('', item))
    : Object.entries(value).flatMap(([key, item]) =>
        item === undefined ? [] : [line(`${JSON.stringify(key)}: `, item)],
      );
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return lines.length === 0
    ? `${open}${close}`
    : `${open}\n${lines.join(',\n')}\n${' '.repeat(depth)}${close}`;
}
