import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Engine, type Nested, type ProbeContext, Random, type TermSignature } from '@infomin/plugin';
import core from '@infomin/plugin-core';
import { ksg, mutualInformation } from '@infomin/plugin-probes';
import { inTemporaryFolder } from '../harness/folder.js';

/** A task of bmi's: samples whose mutual information is known. */
export interface Task {
  readonly name: string;
  /** Nats. */
  readonly truth: number;
}

/** What an estimator says of a task, in nats. */
export interface Answer {
  readonly estimator: string;
  readonly value: number;
  /** Of 90 %, where it tells one. */
  readonly interval?: readonly [number, number];
  /** Why it says that it is not to be trusted. */
  readonly unreliable?: readonly string[];
}

export interface TaskResult extends Task {
  readonly answers: readonly Answer[];
  /** Of all our estimators, and of all of bmi's. */
  readonly seconds: { readonly infomin: number; readonly bmi: number };
}

export interface MiSettings {
  readonly rows: number;
  readonly seed: number;
  readonly steps: number;
}

/** Each of our estimators, as the probe takes them. */
const estimators: readonly (readonly [name: string, args: object])[] = [
  ['I_NCE', { temperature: 0.1 }],
  ['I_NWJ', {}],
  ['I_JS', {}],
  ['I_DV', { momentum: 0 }],
  ['I_SMILE', { clip: 5 }],
];

/** Share of the rows that critics learn from. */
const TRAIN = 0.7;

export async function tasksOf(python: string): Promise<Task[]> {
  const tasks: Task[] = [];
  for await (const line of peer(python, ['tasks'])) tasks.push(line as unknown as Task);
  return tasks;
}

/** Our estimators and bmi's on the same samples. */
export function measureTask(
  python: string,
  task: Task,
  engine: Engine,
  settings: MiSettings,
): Promise<TaskResult> {
  return inTemporaryFolder(async (folder) => {
    const sizes: number[] = [];
    const theirs: Answer[] = [];
    let bmi = 0;
    const args = ['task', task.name, `${settings.rows}`, `${settings.seed}`, folder];
    for await (const { a, b, estimator, value, seconds } of peer(python, args)) {
      if (estimator === undefined) sizes.push(a!, b!);
      else {
        theirs.push({ estimator, value: value! });
        bmi += seconds!;
      }
    }
    const begun = performance.now();
    const ours = await answersOf(folder, sizes, engine, settings);
    const infomin = (performance.now() - begun) / 1000;
    return { ...task, answers: [...ours, ...theirs], seconds: { infomin, bmi } };
  });
}

async function answersOf(
  folder: string,
  sizes: readonly number[],
  engine: Engine,
  { rows, seed, steps }: MiSettings,
): Promise<Answer[]> {
  const all = await Promise.all(['a', 'b'].map((side) => readFile(join(folder, `${side}.bin`))));
  const part = (from: number, to: number) => ({
    rows: to - from,
    operands: all.map(({ buffer, byteOffset, byteLength }, i) => ({
      dtype: 'float32' as const,
      shape: [to - from, sizes[i]!],
      data: new Float32Array(buffer, byteOffset, byteLength / 4).slice(from * sizes[i]!, to * sizes[i]!),
    })),
  });
  const learned = Math.round(TRAIN * rows);
  const context: ProbeContext = {
    train: part(0, learned),
    test: part(learned, rows),
    metric: { metric: 'information', unit: 'nats', better: 'higher' },
    engine,
    random: Random.of(seed, 'mi'),
    log: { info() {}, debug() {}, warn() {} },
    signal: new AbortController().signal,
  };
  const { default: critics } = await mutualInformation.implementation();
  const fresh = mutualInformation.parameters.omit({ estimators: true }).parse({ steps, rows });
  const { details } = await critics.measure(context, {
    ...fresh,
    estimators: (await Promise.all(estimators.map(([name, given]) => termOf(name, given)))) as never,
  });
  const { default: neighbours } = await ksg.implementation();
  const near = await neighbours.measure({ ...context, test: part(0, rows) }, { k: 3, rows });
  return [
    ...(details as unknown as { estimates: Answer[] }).estimates.map(
      ({ estimator, value, interval, unreliable }) => ({ estimator, value, interval, unreliable }) as Answer,
    ),
    { estimator: 'KSG', value: near.value },
  ];
}

async function termOf(name: string, given: object): Promise<Nested<'term'>> {
  const signature = core.constructors.find((each) => each.name === name) as unknown as TermSignature;
  const { default: implementation } = await signature.implementation();
  const args = signature.parameters.parse(given) as never;
  return { id: `${core.name}/${name}`, args, implementation: implementation as never };
}

interface Line {
  readonly a?: number;
  readonly b?: number;
  readonly estimator?: string;
  readonly value?: number;
  readonly seconds?: number;
}

/** What `peers/mi.py` tells, line by line. Throws where it fails. */
async function* peer(python: string, args: readonly string[]): AsyncGenerator<Line> {
  const script = fileURLToPath(new URL('../../peers/mi.py', import.meta.url));
  const child = spawn(python, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let told = '';
  child.stderr.on('data', (data) => {
    told = `${told}${data}`.slice(-2000);
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  ended.catch(() => {});
  for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line) as Line;
  if ((await ended) !== 0) throw new Error(`peers/mi.py ${args.join(' ')} failed\n${told}`);
}
