import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EstimatorSummary, summaryOf, tableOf } from '../information/summary.js';
import { type MiSettings, measureTask, type Task, type TaskResult, tasksOf } from '../information/task.js';
import { createEngine } from '../sides/engine.js';

export interface MiOptions extends MiSettings {
  readonly engine: string;
  /** Names, or parts of them; all tasks if empty. */
  readonly only: readonly string[];
}

export interface MiBenchResult extends MiSettings {
  readonly engine: string;
  readonly summary: readonly EstimatorSummary[];
  readonly tasks: readonly TaskResult[];
}

/**
 * Every estimator on bmi's tasks, beside bmi's own. Each task's result is a file of the folder, and one that is there is not
 * measured again; `mi.md` there is a table of all.
 */
export async function measureMi(folder: string, options: MiOptions): Promise<MiBenchResult> {
  const python = process.env.MI_PYTHON;
  if (!python) throw new Error('MI_PYTHON is not set: it names an interpreter that has benchmark-mi');
  const { engine: name, only, ...settings } = options;
  await mkdir(folder, { recursive: true });
  const asked = (task: Task) => only.length === 0 || only.some((part) => task.name.includes(part));
  const tasks = (await tasksOf(python)).filter(asked);
  const engine = await createEngine(name);
  const results: TaskResult[] = [];
  try {
    for (const task of tasks) {
      const file = join(folder, `${task.name}.${Object.values(settings).join('-')}.json`);
      results.push(
        (await stored(file)) ?? (await measured(file, () => measureTask(python, task, engine, settings))),
      );
      console.error(`${results.length} of ${tasks.length}: ${task.name}`);
    }
  } finally {
    await engine.dispose();
  }
  await writeFile(join(folder, 'mi.md'), tableOf(results));
  return { engine: name, ...settings, summary: summaryOf(results), tasks: results };
}

async function stored(file: string): Promise<TaskResult | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as TaskResult;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function measured(file: string, work: () => Promise<TaskResult>): Promise<TaskResult> {
  const result = await work();
  await writeFile(`${file}.part`, JSON.stringify(result, null, 2));
  await rename(`${file}.part`, file);
  return result;
}
