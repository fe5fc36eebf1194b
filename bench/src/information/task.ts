import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Engine, type Nested, type ProbeContext, Random, type TermSignature } from '@infomin/plugin';
import core from '@infomin/plugin-core';
import { ksg, mutualInformation } from '@infomin/plugin-probes';

/** A task of bmi's: samples whose mutual information is known. */
export interface Task {
  readonly name: string;
  /** Nats. */
  readonly truth: number;
  /** Entries of the two variables. */
  readonly sizes: readonly [number, number];
}

/** What an estimator says of a task, in nats. */
export interface Answer {
  readonly estimator: string;
  readonly value: number;
  /** Of 90 %, where it tells one. */
  readonly interval?: readonly [number, number];
  /** Why it says that it is not to be trusted. */
  readonly unreliable?: readonly string[];
  readonly measured?: object;
}

/** Of all our estimators, or of all of bmi's. */
export interface Answers {
  readonly answers: readonly Answer[];
  readonly seconds: number;
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

/** bmi's tasks; their samples are written to the folder. */
export async function tasksOf(python: string, { rows, seed }: MiSettings, folder: string): Promise<Task[]> {
  const tasks: Task[] = [];
  for await (const line of peer(python, ['tasks', `${rows}`, `${seed}`, folder]))
    tasks.push(line as unknown as Task);
  return tasks;
}

/** What bmi's estimators say of a task. */
export async function theirAnswers(python: string, task: Task, { rows, seed }: MiSettings): Promise<Answers> {
  const answers: Answer[] = [];
  let seconds = 0;
  for await (const line of peer(python, ['task', task.name, `${rows}`, `${seed}`])) {
    answers.push({ estimator: line.estimator!, value: line.value! });
    seconds += line.seconds!;
  }
  return { answers, seconds };
}

/** What ours say of the same samples. */
export async function ourAnswers(
  folder: string,
  task: Task,
  engine: Engine,
  settings: MiSettings,
): Promise<Answers> {
  const begun = performance.now();
  const answers = await answersOf(folder, task, engine, settings);
  return { answers, seconds: (performance.now() - begun) / 1000 };
}

async function answersOf(
  folder: string,
  { name, sizes }: Task,
  engine: Engine,
  { rows, seed, steps }: MiSettings,
): Promise<Answer[]> {
  const all = await Promise.all(['a', 'b'].map((side) => readFile(join(folder, `${name}.${side}.bin`))));
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
      ({ estimator, value, interval, unreliable, measured }) => ({
        estimator,
        value,
        interval,
        unreliable,
        measured,
      }),
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
