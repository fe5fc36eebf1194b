import { loadPlugins, PluginRegistry } from '@infomin/compiler';
import type { Plugin } from '@infomin/plugin';
import { runTrialTask, type TrialOutcome } from '@infomin/runtime';
import { isUserError } from '../errors.js';
import { createHost } from '../host.js';
import { loadInstalled } from '../installed.js';
import { importName } from '../plan-registry.js';
import { outliveTerminal } from '../terminal/vanished.js';
import { type Answer, abort, type FromTrial, type Start, type ToTrial } from './messages.js';

// A process of trials, one after another. Another process started it, tells it what to run and hears of all it does.

/** Ends the trial that runs now. */
let controller = new AbortController();

/** Resolves once the message is on its way. */
function tell(message: FromTrial): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send!(message, () => resolve());
    else resolve();
  });
}

const waiting: ((answer: Answer) => void)[] = [];

/** Resolves with the answer. */
function ask(message: FromTrial): Promise<Answer> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    process.channel?.ref();
    void tell(message);
  });
}

function answered(answer: Answer): void {
  waiting.shift()?.(answer);
  if (waiting.length === 0) process.channel?.unref();
}

async function pluginsOf({ plugins, file, trusted }: Start): Promise<Plugin[]> {
  const installed = await loadInstalled();
  const known = new Set(installed.map(({ name }) => name));
  const others = plugins.filter(({ name }) => !known.has(name)).map(importName);
  const host = createHost(process.env, 'implementations', {
    trusts: ({ entry, hash }) => trusted.some((known) => known.entry === entry && known.hash === hash),
    how: 'it has changed since the run began',
  });
  const { registry, failures } = await loadPlugins(others, host, file);
  if (failures[0]) throw new Error(`plugin ${failures[0].name} cannot be used: ${failures[0].reason}`);
  return [...registry.plugins, ...installed];
}

async function run(start: Start): Promise<TrialOutcome> {
  const registry = new PluginRegistry(await pluginsOf(start));
  const log = (level: 'info' | 'warn' | 'debug') => (text: string) => void tell({ kind: 'log', level, text });
  return runTrialTask(start.task, registry, {
    signal: controller.signal,
    log: { info: log('info'), warn: log('warn'), debug: log('debug') },
    metrics: {
      begin: async (_trial, progress) => void (await ask({ kind: 'begin', progress })),
      append: async (_trial, line) => void (await ask({ kind: 'metric', line })),
      mark: async () => (await ask({ kind: 'mark' })).mark!,
    },
    progress: (event) => void tell({ kind: 'progress', event }),
  });
}

function errorFrom(error: unknown): FromTrial {
  const user = isUserError(error);
  return {
    kind: 'error',
    message: error instanceof Error ? error.message : String(error),
    suggestion: user ? error.suggestion : undefined,
    user,
  };
}

// These reach every process of a terminal or a group; what is to be done about them the first one says.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
outliveTerminal();
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
// Without it nobody hears the result, and the folder may be another run's. An exit would wait for a read that is stuck.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('message', (message: ToTrial) => {
  if (message === abort) controller.abort();
  else if ('mark' in message) answered(message);
  else {
    controller = new AbortController();
    // Waiting for messages keeps no process alive whose trial waits for a promise that never settles.
    process.channel?.unref();
    void run(message)
      .then((result): FromTrial => ({ kind: 'result', result }), errorFrom)
      .then((last) => {
        process.channel?.ref();
        return tell(last);
      });
  }
});
