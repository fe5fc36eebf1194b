import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { StrangePlugin } from '@infomin/compiler';
import type { Plan } from '@infomin/plan';
import { type Logger, UserError } from '@infomin/plugin';
import type { RunElsewhere, TrialHooks, TrialLost, TrialOutcome, TrialTask } from '@infomin/runtime';
import { packageFolder } from '../own-program.js';
import { labelOf } from '../results/label.js';
import { type Answer, abort, type FromTrial, type Start } from './messages.js';

/** The program of a trial's process, or `undefined` where the package has not been built. */
function program(): string | undefined {
  const path = join(packageFolder(), 'dist/trial-process/child.js');
  return existsSync(path) ? path : undefined;
}

/** What the processes of trials are told of the plan that these are of. */
type Planned = Pick<Plan, 'file' | 'plugins' | 'trials' | 'sweeps'>;

/** Runs trials in other processes, one at a time in each. To start one takes seconds: one whose trial is complete runs the next. */
export class TrialProcesses {
  private readonly idle: ChildProcess[] = [];

  /** Where a trial's process is not built, `undefined`. */
  static here(): TrialProcesses | undefined {
    const path = program();
    return path === undefined ? undefined : new TrialProcesses(path);
  }

  private constructor(private readonly path: string) {}

  /** @param trusted plugins that do not come with infomin and may run */
  for({ file, plugins, trials, sweeps }: Planned, trusted: readonly StrangePlugin[]): RunElsewhere {
    return async (task, hooks) => {
      const child = this.take();
      const log = namedLog(hooks.log, labelOf(task.trial.id, { trials, sweeps }));
      let whole = false;
      try {
        const result = await follow(child, { task, file, plugins, trusted }, { ...hooks, log });
        const { isComplete } = await import('@infomin/runtime');
        whole = isComplete(result);
        return result;
      } finally {
        if (whole) this.keep(child);
        else if (child.connected) child.disconnect();
      }
    };
  }

  /** Ends those that wait. */
  end(): void {
    for (const child of this.idle.splice(0)) if (child.connected) child.disconnect();
  }

  private take(): ChildProcess {
    for (let kept = this.idle.pop(); kept; kept = this.idle.pop()) {
      if (!kept.connected) continue;
      kept.ref();
      kept.channel!.ref();
      return kept;
    }
    // Standard output is for the JSON document: whatever a plugin prints goes to standard error.
    const child = fork(this.path, { stdio: ['ignore', 2, 2, 'ipc'], serialization: 'advanced' });
    running.add(child);
    child.on('exit', () => running.delete(child));
    // Whoever runs a trial there hears of it too.
    child.on('error', () => undefined);
    return child;
  }

  /** It keeps this process alive no longer. */
  private keep(child: ChildProcess): void {
    child.unref();
    child.channel?.unref();
    this.idle.push(child);
  }
}

/** Says of each line which trial it is about, for several speak at a time. */
function namedLog(log: Logger, label: string): Logger {
  const prefix = label === '' ? '' : `${label}: `;
  return {
    info: (text) => log.info(prefix + text),
    warn: (text) => log.warn(prefix + text),
    debug: (text) => log.debug(prefix + text),
  };
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Hands on what a trial's process tells, in order, and gives its result. */
function follow(child: ChildProcess, start: Start, hooks: TrialHooks): Promise<TrialOutcome> {
  const stop = () => {
    if (child.connected) child.send(abort);
  };
  hooks.signal.addEventListener('abort', stop, { once: true });
  let handled: Promise<unknown> = Promise.resolve();
  let ended = () => {};
  const result = new Promise<TrialOutcome>((resolve, reject) => {
    const told = (message: unknown) => {
      const news = message as FromTrial;
      if (news.kind === 'result') handled = handled.then(() => resolve(news.result));
      else if (news.kind === 'error') handled = handled.then(() => reject(errorOf(news)));
      else
        handled = handled.then(async () => {
          const answer = await handOn(news, start.task, hooks);
          if (answer && child.connected) child.send(answer);
        });
      handled.catch(reject);
    };
    const gone = (code: number | null, signal: NodeJS.Signals | null) => {
      const lost = () => reject(lossOf(code, signal));
      void handled.then(lost, lost);
    };
    child.on('message', told).on('error', reject).on('exit', gone);
    ended = () => {
      child.off('message', told).off('error', reject).off('exit', gone);
    };
  });
  child.send(start);
  if (hooks.signal.aborted) stop();
  return result.finally(() => {
    hooks.signal.removeEventListener('abort', stop);
    ended();
  });
}

function lost(message: string, suggestion: string): TrialLost {
  return Object.assign(new Error(message), { name: 'TrialLost', suggestion } as const);
}

/** Why a process ended without a result. */
export function lossOf(code: number | null, signal: NodeJS.Signals | null): Error {
  if (signal === 'SIGKILL' || signal === 'SIGTERM') {
    return lost(
      `the process of the trial was killed (${signal})`,
      'Where memory runs out, the system kills processes: give fewer trials at a time (--jobs 1) or a smaller `batch`, then the same command.',
    );
  }
  // What V8 does once its heap is full.
  if (signal === 'SIGABRT' || code === 134) {
    return lost(
      'the process of the trial was aborted, as where its memory is used up',
      'Give it more (NODE_OPTIONS=--max-old-space-size=8192), or a smaller `batch`, then the same command.',
    );
  }
  return new Error(
    `the process of the trial ended with ${signal ? `signal ${signal}` : `code ${code}`} and no result`,
  );
}

type Passing = Exclude<FromTrial, { kind: 'result' | 'error' }>;

async function handOn(
  told: Passing,
  { trial }: TrialTask,
  { metrics, ...hooks }: TrialHooks,
): Promise<Answer | undefined> {
  if (told.kind === 'mark') return { mark: await metrics.mark(trial) };
  if (told.kind === 'begin' || told.kind === 'metric') {
    if (told.kind === 'begin') await metrics.begin(trial, told.progress);
    else await metrics.append(trial, told.line);
    return { mark: undefined };
  }
  if (told.kind === 'progress') hooks.progress(told.event);
  else hooks.log[told.level](told.text);
  return undefined;
}

function errorOf({ message, suggestion, user }: Extract<FromTrial, { kind: 'error' }>): Error {
  return user ? new UserError(message, suggestion) : new Error(message);
}
