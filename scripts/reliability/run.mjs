// One process of a run, as `infomin run` is, with checkpoints as often as asked for:
// `node scripts/reliability/run.mjs PLAN FOLDER [--interval SECONDS] [--stop LINES] [--kill CALL] [--half] [--began FILE] [--calls FILE] [--stages FOLDER]`.
// With so many lines of metrics it asks itself to end, as Ctrl-C would. At its n-th call on files of the folder it is killed,
// with `--half` when half of what is to be written there is. `--began`: gets a line when the folder is its own and one at the end. `--calls`: gets all calls.
// `--stages`: a store of stages; the calls are those on its files then.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { attack, made } from './calls.mjs';
import { faultOf, run, silent } from './runner.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    interval: { type: 'string', default: '0' },
    stop: { type: 'string' },
    kill: { type: 'string' },
    half: { type: 'boolean', default: false },
    began: { type: 'string' },
    calls: { type: 'string' },
    stages: { type: 'string' },
  },
});
const [plan, out] = positionals;
const controller = new AbortController();
const note = (what) => values.began && appendFileSync(values.began, `${what} ${process.hrtime.bigint()}\n`);
let left = Number(values.stop ?? Infinity);
attack(
  resolve(values.stages ?? out),
  values.kill && { at: Number(values.kill), how: values.half ? 'half kill' : 'kill' },
  (call) => {
    if (call === 'appendFile metrics.jsonl' && --left === 0) controller.abort();
  },
);
let began = false;
const fault = await faultOf(
  run(JSON.parse(readFileSync(plan, 'utf8')), out, {
    log: { ...silent, warn: (message) => console.error(`warning: ${message}`) },
    signal: controller.signal,
    checkpointInterval: Number(values.interval),
    stages: values.stages,
    progress: () => {
      if (!began) note('began');
      began = true;
    },
  }),
);
if (began) note('ended');
if (values.calls) writeFileSync(values.calls, JSON.stringify(made));
if (fault) {
  console.error(`${fault.internal ? 'internal error' : 'error'}: ${fault.message}`);
  process.exitCode = 1;
}
