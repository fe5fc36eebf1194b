import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

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

/** What ours say of the same samples, on one thread. */
export async function ourAnswers(
  folder: string,
  task: Task,
  engine: string,
  settings: MiSettings,
): Promise<Answers> {
  const begun = performance.now();
  const script = fileURLToPath(new URL('ours.js', import.meta.url));
  const answers: Answer[] = [];
  for await (const line of lines(process.execPath, [
    script,
    folder,
    engine,
    JSON.stringify({ task, settings }),
  ]))
    answers.push(line as Answer);
  return { answers, seconds: (performance.now() - begun) / 1000 };
}

interface Line {
  readonly estimator?: string;
  readonly value?: number;
  readonly seconds?: number;
}

/** What `peers/mi.py` tells. */
const peer = (python: string, args: readonly string[]): AsyncGenerator<Line> =>
  lines(python, [fileURLToPath(new URL('../../peers/mi.py', import.meta.url)), ...args]);

/** What a program tells, line by line, on one thread. Throws where it fails. */
async function* lines(command: string, args: readonly string[]): AsyncGenerator<Line> {
  const one = {
    OMP_NUM_THREADS: '1',
    XLA_FLAGS: '--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1',
  };
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...one } });
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
  if ((await ended) !== 0) throw new Error(`${args.join(' ')} failed\n${told}`);
}
