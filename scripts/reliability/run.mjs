// One process of a run, as `infomin run` is, with checkpoints as often as asked for:
// `node scripts/reliability/run.mjs PLAN FOLDER [--interval SECONDS] [--stop STEPS] [--engine NAME] [--began FILE]`.
// After so many steps it asks itself to end, as Ctrl-C would. `--began`: gets a line when the folder is its own and one at the end.
import { appendFileSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { PluginRegistry } from '../../packages/compiler/dist/index.js';
import { runPlan } from '../../packages/runtime/dist/index.js';
import { enginePlugins, languagePlugins, loadAll } from '../../packages/standard/dist/index.js';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    interval: { type: 'string', default: '0' },
    stop: { type: 'string', default: 'Infinity' },
    engine: { type: 'string', default: 'onnx' },
    began: { type: 'string' },
  },
});
const [plan, out] = positionals;
const controller = new AbortController();
let left = Number(values.stop);
let began = false;
const note = (what) => values.began && appendFileSync(values.began, `${what} ${process.hrtime.bigint()}\n`);
const warn = (message) => console.error(`warning: ${message}`);
try {
  const { trials } = await runPlan({
    plan: JSON.parse(readFileSync(plan, 'utf8')),
    registry: new PluginRegistry(await loadAll({ ...languagePlugins, ...enginePlugins })),
    out,
    engine: values.engine,
    log: { info() {}, debug() {}, warn },
    signal: controller.signal,
    checkpointInterval: Number(values.interval),
    progress: () => {
      if (!began) note('began');
      began = true;
      if (--left <= 0) controller.abort();
    },
  });
  if (began) note('ended');
  for (const { error } of trials)
    if (error) throw Object.assign(new Error(error.message), { internal: error.internal });
  if (trials.some(({ status }) => status === 'interrupted')) process.exitCode = 1;
} catch (error) {
  const users = error.name === 'UserError' || error.internal === false;
  console.error(users ? `error: ${error.message}` : `internal error: ${error.stack}`);
  process.exitCode = 1;
}
