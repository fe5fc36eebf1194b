// A run in this process, by the packages as they are built.
import { PluginRegistry } from '../../packages/compiler/dist/index.js';
import { machineFault } from '../../packages/runtime/dist/base/refusal.js';
import { runPlan } from '../../packages/runtime/dist/index.js';
import { enginePlugins, languagePlugins, loadAll } from '../../packages/standard/dist/index.js';
import { engineArgs, engineOfRuns } from './engines.mjs';

const registry = new PluginRegistry(await loadAll({ ...languagePlugins, ...enginePlugins }));
export const silent = { info() {}, warn() {}, debug() {} };

export const run = (plan, out, { engine = engineOfRuns(), ...options } = {}) =>
  runPlan({ plan, registry, out, engine, engineArgs: engineArgs[engine], log: silent, ...options });

/** What is told of a run that did not come to its end well, and whether that blames infomin. */
export async function faultOf(run) {
  try {
    const { trials } = await run;
    const error = trials.find(({ error }) => error)?.error;
    if (error) return { message: error.message, internal: error.internal };
    return trials.some(({ status }) => status === 'interrupted')
      ? { message: 'interrupted', internal: false }
      : undefined;
  } catch (raw) {
    // As the command line tells them.
    const error = machineFault(raw);
    const internal = error.name !== 'UserError';
    return { message: internal ? error.stack : error.message, internal };
  }
}
