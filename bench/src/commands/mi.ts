import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EstimatorSummary, summaryOf, type TaskResult, tableOf } from '../information/summary.js';
import {
  type Answers,
  type MiSettings,
  ourAnswers,
  type Task,
  tasksOf,
  theirAnswers,
} from '../information/task.js';

export interface MiOptions extends MiSettings {
  readonly engine: string;
  /** Names, or parts of them; all tasks if empty. */
  readonly only: readonly string[];
  /** Tasks at a time. */
  readonly jobs: number;
}

export interface MiBenchResult extends MiSettings {
  readonly engine: string;
  readonly summary: readonly EstimatorSummary[];
  readonly tasks: readonly TaskResult[];
}

/**
 * Every estimator on bmi's tasks, beside bmi's own. What ours and what bmi's say of a task are files of the folder, and what is
 * there is not measured again; `mi.md` there is a table of all so far. Ours come first.
 */
export async function measureMi(folder: string, options: MiOptions): Promise<MiBenchResult> {
  const python = process.env.MI_PYTHON;
  if (!python) throw new Error('MI_PYTHON is not set: it names an interpreter that has benchmark-mi');
  const { engine, only, jobs, ...settings } = options;
  const { rows, seed, steps } = settings;
  const samples = join(folder, `samples-${rows}-${seed}`);
  await mkdir(samples, { recursive: true });
  const all = await stored(join(samples, 'tasks.json'), () => tasksOf(python, settings, samples));
  const unknown = only.find((part) => !all.some(({ name }) => name.includes(part)));
  if (unknown !== undefined)
    throw new Error(`no task is called ${unknown}: there are ${all.map(({ name }) => name).join(', ')}`);
  const tasks = all.filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)));
  const file = (task: Task, whose: string) => join(folder, `${task.name}.${whose}.json`);
  const results = new Map<Task, readonly Answers[]>();
  const measured = () =>
    tasks.flatMap((task): TaskResult[] => {
      const answers = results.get(task)?.flatMap((each) => each.answers);
      return answers ? [{ name: task.name, truth: task.truth, answers }] : [];
    });
  const told = async (task: Task, answers: Answers, whose: string) => {
    results.set(task, [...(results.get(task) ?? []), answers]);
    console.error(`${whose}: ${task.name}, ${Math.round(answers.seconds)} s`);
    await writeFile(join(folder, 'mi.md'), tableOf(measured()));
  };
  await each(tasks, jobs, async (task) => {
    const ours = file(task, `infomin.${rows}-${seed}-${steps}`);
    await told(task, await stored(ours, () => ourAnswers(samples, task, engine, settings)), 'infomin');
  });
  await each(tasks, jobs, async (task) => {
    const theirs = file(task, `bmi.${rows}-${seed}`);
    await told(task, await stored(theirs, () => theirAnswers(python, task, settings)), 'bmi');
  });
  const done = measured();
  return { engine, ...settings, summary: summaryOf(done), tasks: done };
}

/** Does the work of all tasks, so many at a time. */
async function each(
  tasks: readonly Task[],
  jobs: number,
  work: (task: Task) => Promise<void>,
): Promise<void> {
  const waiting = tasks.values();
  await Promise.all(
    Array.from({ length: jobs }, async () => {
      for (const task of waiting) await work(task);
    }),
  );
}

/** What the file holds, or what is then kept there. */
async function stored<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const result = await work();
  await writeFile(`${file}.part`, JSON.stringify(result, null, 2));
  await rename(`${file}.part`, file);
  return result;
}
